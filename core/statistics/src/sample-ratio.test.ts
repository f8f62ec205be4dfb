import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { sampleRatio } from './sample-ratio.ts';

test('R1.6 a lopsided split is found', () => {
  published(sampleRatio([1000, 1200], [0.5, 0.5]).p, '.000020079');
  published(sampleRatio([500, 500, 600], [0.34, 0.33, 0.33]).p, '.000592638');
  published(sampleRatio([0, 10, 10], [0.34, 0.33, 0.33]).p, '.005790624');
});

test('R1.6 an arm without weight is ignored with its units', () => {
  published(sampleRatio([1000, 1200, 900], [0.5, 0.5, 0]).p, '.000020079');
  assert.equal(sampleRatio([1000, 1200, 900], [0.5, 0.5, 0]).degreesOfFreedom, 1);
});

test('R1.6 without traffic or with one arm there is nothing to compare', () => {
  assert.equal(sampleRatio([0, 0, 0], [0.34, 0.33, 0.33]).p, 1);
  assert.equal(sampleRatio([1000, 1200, 900], [1, 0, 0]).p, 1);
  assert.equal(sampleRatio([], []).p, 1);
});

test('weights need not sum to one', () => {
  assert.equal(sampleRatio([1000, 1200], [50, 50]).p, sampleRatio([1000, 1200], [0.5, 0.5]).p);
});

test('an enormous mismatch keeps a p above zero', () => {
  const { p } = sampleRatio([10_000, 11_500], [0.5, 0.5]);
  assert.ok(p > 0 && p < 1e-20);
});

test('the smallest expected arm is reported; impossible counts are errors of use', () => {
  assert.equal(sampleRatio([4, 6], [0.5, 0.5]).smallestExpected, 5);
  assert.throws(() => sampleRatio([-1, 6], [0.5, 0.5]), /units\[0\]/);
  assert.throws(() => sampleRatio([1, 6], [0.5, Number.NaN]), /weights\[1\]/);
});
