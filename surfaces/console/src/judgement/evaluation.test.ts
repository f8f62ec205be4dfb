import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DecisionCurve, SliceResult } from '@slipway/contracts';
import { precisionRecallCurve, rocCurve } from './curve-points.ts';
import { niceTicks } from './nice-ticks.ts';
import { sortSlices } from './sort-slices.ts';

const CURVE: DecisionCurve = {
  positives: 4,
  negatives: 10,
  points: [
    [0.1, 4, 10],
    [0.4, 3, 4],
    [0.8, 2, 0],
  ],
};

test('ROC and precision–recall are read from the same counts, and the threshold has its point', () => {
  const roc = rocCurve(CURVE, 0.4);
  assert.deepEqual(roc.points, [
    [0, 0],
    [0, 0.5],
    [0.4, 0.75],
    [1, 1],
  ]);
  assert.deepEqual(roc.chosen, [0.4, 0.75]);
  const pr = precisionRecallCurve(CURVE, 0.5);
  assert.deepEqual(pr.points.at(-1), [1, 4 / 14]);
  assert.deepEqual(pr.chosen, [0.5, 1]);
  assert.deepEqual(rocCurve(CURVE, 0.9).chosen, [0, 0]);
  assert.equal(precisionRecallCurve(CURVE, 0.9).chosen, null);
});

test('ticks are round and lie within the domain', () => {
  assert.deepEqual(niceTicks([0, 1]), [0, 0.5, 1]);
  assert.deepEqual(niceTicks([-3.2, 8.1]), [0, 5]);
  assert.deepEqual(niceTicks([0.12, 0.31]), [0.15, 0.2, 0.25, 0.3]);
  assert.deepEqual(niceTicks([3, 3]), [3]);
});

const slice = (value: string, rows: number, auc: number | null, harm: number | null): SliceResult => ({
  column: 'city',
  value,
  rows,
  positives: 10,
  status: auc === null ? 'insufficient' : 'ok',
  metrics: auc === null ? {} : { auc: { value: auc, lower: 0, upper: 1, level: 0.95, method: '' } },
  harm:
    harm === null
      ? null
      : {
          difference: { value: harm, lower: 0, upper: 1, level: 0.95, method: '' },
          adjustedP: 0.2,
          significant: harm > 0.5,
        },
});

test('slices are sorted by any column, those without the figure last; unsorted the harmed ones are first', () => {
  const slices = [slice('10', 100, 0.7, 0.1), slice('9', 20, null, null), slice('B', 300, 0.6, 0.9)];
  const names = (order: Parameters<typeof sortSlices>[1]) =>
    sortSlices(slices, order, 'auc').map(({ value }) => value);
  assert.deepEqual(names(null), ['B', '10', '9']);
  assert.deepEqual(names({ key: 'slice', descending: false }), ['9', '10', 'B']);
  assert.deepEqual(names({ key: 'rows', descending: true }), ['B', '10', '9']);
  assert.deepEqual(names({ key: 'metric', descending: false }), ['B', '10', '9']);
  assert.deepEqual(names({ key: 'metric', descending: true }), ['10', 'B', '9']);
  assert.deepEqual(names({ key: 'harm', descending: true }), ['B', '10', '9']);
});
