import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finite, sorted } from './sample.ts';

test('sorting leaves the sample alone and is numeric', () => {
  const sample = [10, 9, 1];
  assert.deepEqual([...sorted(sample)], [1, 9, 10]);
  assert.deepEqual(sample, [10, 9, 1]);
});

test('non-finite rows are dropped and counted', () => {
  assert.deepEqual(finite([1, Number.NaN, 2, -Infinity]), { values: Float64Array.of(1, 2), dropped: 2 });
});
