import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binCounts, binIndex, equalWidthEdges, quantileEdges } from './binning.ts';

test('an edge belongs to the bin on its left, or right, as stated', () => {
  assert.equal(binIndex([1, 2], 1), 0);
  assert.equal(binIndex([1, 2], 1, 'left'), 1);
  assert.deepEqual(
    [0, 1.5, 9].map((value) => binIndex([1, 2], value)),
    [0, 1, 2],
  );
  assert.equal(binIndex([], 5), 0);
});

test('equal-width edges are the interior ones', () => {
  assert.deepEqual(equalWidthEdges(4), [0.25, 0.5, 0.75]);
  assert.deepEqual(equalWidthEdges(2, 10, 20), [15]);
});

test('equal quantiles merge: a constant has one edge, an empty sample none', () => {
  assert.deepEqual(quantileEdges([5, 5, 5, 5]), [5]);
  assert.deepEqual(quantileEdges([0, 0, 0, 0, 1], 4), [0]);
  assert.deepEqual(quantileEdges([]), []);
  assert.deepEqual(quantileEdges([1, 2, 3, Number.NaN], 2), [2]);
});

test('missing rows are counted apart', () => {
  assert.deepEqual(binCounts([0, 1, 2, 3, Number.NaN, Infinity], [1, 2]), { counts: [2, 1, 1], missing: 2 });
});
