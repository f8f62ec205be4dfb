import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Distribution } from '@slipway/contracts';
import { distributionOfCategories } from '../../testing/simulated-distribution.ts';
import { comparableBins } from './category-bins.ts';
import { missingValuesFinding, unseenCategoriesFinding } from './missing-values.ts';

const withNulls = (
  referenceRows: number,
  referenceNulls: number,
  currentRows: number,
  currentNulls: number,
): Distribution => ({
  ...distributionOfCategories('origin', [referenceRows - referenceNulls], [currentRows - currentNulls]),
  referenceRows,
  referenceNulls,
  currentRows,
  currentNulls,
});

test('the missing share alerts when it changed by more than a point, beyond doubt', () => {
  const state = (...rows: Parameters<typeof withNulls>) =>
    missingValuesFinding(withNulls(...rows), {})?.state ?? null;
  assert.equal(state(10_000, 0, 5000, 0), null);
  assert.equal(state(10_000, 0, 5000, 400), 'alert');
  assert.equal(state(10_000, 2000, 5000, 0), 'alert');
  assert.equal(state(10_000, 500, 5000, 260), 'ok');
  assert.equal(state(100_000, 500, 100_000, 900), 'ok', 'significant, but nobody cares');
  assert.equal(state(10_000, 0, 250, 6), 'ok', 'two points, but it may be chance');
  assert.equal(state(10_000, 0, 100, 50), null, 'too few rows');
  assert.equal(state(10_000, 0, 500, 500), 'alert', 'nothing arrives any more');
});

test('over one percent of unseen categories alerts', () => {
  const state = (current: number, unseen: number) =>
    unseenCategoriesFinding(distributionOfCategories('origin', [20_000], [current], unseen), {})?.state;
  assert.equal(state(5000, 0), 'ok');
  assert.equal(state(4950, 50), 'ok');
  assert.equal(state(4900, 100), 'alert');
  assert.equal(state(500, 100), undefined, 'too few rows');
});

test('unseen rows are a bin of their own, wherever the warehouse counted them; rare bins are pooled', () => {
  const inOther = distributionOfCategories('c', [6000, 3990, 6, 4], [600, 350, 1, 0], 49);
  const apart = { ...inOther, current: [600, 350, 1, 0, 0] };
  for (const distribution of [inOther, apart])
    assert.deepEqual(comparableBins(distribution), {
      reference: [6000, 3990, 10, 0],
      current: [600, 350, 1, 49],
    });
});
