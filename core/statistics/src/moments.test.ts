import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { estimateEffect } from './effect.ts';
import {
  addSums,
  meanMoments,
  proportionMoments,
  rareEventMoments,
  ratioMoments,
  ratioSums,
  sampleMoments,
} from './moments.ts';
import { sequentialBound } from './sequential.ts';

test('R1.2d ratio of sums by the delta method', () => {
  const moments = ratioMoments(ratioSums([1, 0, 2, 1], [2, 1, 3, 2]));
  assert.equal(moments.mean, 0.5);
  published(moments.variance, '.0416667');
  published(Math.sqrt(moments.variance / moments.n), '.1020621');
});

test('sums and samples give the same moments', () => {
  const values = [1, 2, 4, 8];
  const fromSums = meanMoments({ n: 4, sum: 15, sumOfSquares: 85 });
  const fromSample = sampleMoments(values);
  published(fromSums.variance - fromSample.variance, '.000000000000');
  assert.equal(fromSums.mean, fromSample.mean);
});

test('a ratio with denominator 1 everywhere is the mean', () => {
  const values = [1, 2, 4, 8];
  const ratio = ratioMoments(ratioSums(values, [1, 1, 1, 1]));
  published(ratio.variance - sampleMoments(values).variance, '.000000000000');
});

test('rollups add up', () => {
  const m = [1, 0, 2, 1];
  const d = [2, 1, 3, 2];
  const parts = addSums(ratioSums(m.slice(0, 1), d.slice(0, 1)), ratioSums(m.slice(1), d.slice(1)));
  assert.deepEqual(parts, ratioSums(m, d));
  assert.deepEqual(addSums({ n: 1, sum: 2, sumOfSquares: 4 }, { n: 2, sum: 3, sumOfSquares: 5 }), {
    n: 3,
    sum: 5,
    sumOfSquares: 9,
  });
});

test('empty, single and zero-denominator arms have variance 0 and never NaN', () => {
  assert.deepEqual(meanMoments({ n: 0, sum: 0, sumOfSquares: 0 }), { n: 0, mean: 0, variance: 0 });
  assert.deepEqual(meanMoments({ n: 1, sum: 3, sumOfSquares: 9 }), { n: 1, mean: 3, variance: 0 });
  assert.deepEqual(proportionMoments({ n: 0, successes: 0 }), { n: 0, mean: 0, variance: 0 });
  assert.deepEqual(sampleMoments([]), { n: 0, mean: 0, variance: 0 });
  assert.deepEqual(ratioMoments(ratioSums([0, 0], [0, 0])), { n: 2, mean: 0, variance: 0 });
  assert.deepEqual(ratioMoments(ratioSums([1], [2])), { n: 1, mean: 0.5, variance: 0 });
});

test('an arm without a single event still has a spread when events are rare', () => {
  const none = rareEventMoments({ n: 998, successes: 0 });
  assert.equal(none.mean, 0);
  published(none.variance, '.000999');
  assert.equal(proportionMoments({ n: 998, successes: 0 }).variance, 0);
  const estimate = estimateEffect(none, rareEventMoments({ n: 998, successes: 60 }));
  const bound = sequentialBound(estimate, 'lower');
  assert.ok(bound.kind === 'bound' && bound.bound > 0);
});

test('a proportion has variance p(1−p)', () => {
  published(proportionMoments({ n: 100, successes: 49 }).variance, '.2499');
});
