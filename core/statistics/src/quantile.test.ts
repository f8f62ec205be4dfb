import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { quantile, quantileInterval, quantileRanks } from './quantile.ts';

test('interpolates between order statistics', () => {
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
  assert.equal(quantile([1, 2, 3, 4], 0), 1);
  assert.equal(quantile([1, 2, 3, 4], 1), 4);
  assert.equal(quantile([7], 0.3), 7);
  assert.equal(quantile([], 0.5), null);
  assert.throws(() => quantile([1], 1.5), /q is 1.5/);
});

test('R6.4 ranks that bound the quantiles of a thousand requests', () => {
  const ranks = (q: number) => quantileRanks(1000, q);
  published(ranks(0.5).lower, '469.0');
  published(ranks(0.5).upper, '531.0');
  published(ranks(0.95).lower, '936.5');
  published(ranks(0.95).upper, '963.5');
  published(ranks(0.99).lower, '983.8');
  published(ranks(0.99).upper, '996.2');
});

test('the interval is made of observed values, and absent when the sample is too small for it', () => {
  const thousand = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
  const interval = quantileInterval(thousand, 0.95)!;
  assert.deepEqual([interval.lower, interval.upper], [936, 964]);
  published(interval.value, '950.05');
  assert.equal(quantileInterval(thousand.subarray(0, 100), 0.99), null);
  assert.equal(quantileInterval([], 0.5), null);
});
