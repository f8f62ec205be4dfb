import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Feature } from '@slipway/contracts';
import type { Cell } from './cell.ts';
import { spreadIndexes, WARM_UP_ROWS, WarmUpRows } from './warm-up-rows.ts';

const FEATURES: Feature[] = [
  { name: 'distance', kind: 'number', optional: true },
  { name: 'origin', kind: 'category', optional: true },
];

const pick = (distance: Cell[], origin: Cell[], window = 100) => {
  const rows = new WarmUpRows(FEATURES, distance.length);
  for (let start = 0; start < distance.length; start += window) {
    const columns = new Map<string, Cell[]>([
      ['distance', distance.slice(start, start + window)],
      ['origin', origin.slice(start, start + window)],
    ]);
    rows.add({ start, rows: columns.get('origin')!.length, columns });
  }
  return rows.rows();
};

test('indexes are spread evenly; of few rows all are taken', () => {
  assert.deepEqual(spreadIndexes(100, 4), [12, 37, 62, 87]);
  assert.deepEqual(spreadIndexes(3, 32), [0, 1, 2]);
});

test('32 rows in order, among them the first missing values and the rarest categories', () => {
  const distance = Array.from({ length: 1000 }, (_, row) => (row === 333 ? Number.NaN : row));
  const origin = Array.from({ length: 1000 }, (_, row) => (row === 555 ? null : row === 777 ? 'NEW' : 'ATL'));
  const rows = pick(distance, origin);
  const indexes = rows.map(({ index }) => index);
  assert.equal(rows.length, WARM_UP_ROWS);
  assert.deepEqual(
    indexes,
    [...new Set(indexes)].sort((a, b) => a - b),
  );
  for (const index of [333, 555, 777]) assert.ok(indexes.includes(index), `${index}`);
  assert.deepEqual(rows.find(({ index }) => index === 333)?.row, { distance: null, origin: 'ATL' });
  assert.deepEqual(rows.find(({ index }) => index === 777)?.row, { distance: 777, origin: 'NEW' });
});

test('the choice does not depend on how the holdout is cut into windows', () => {
  const distance = Array.from({ length: 500 }, (_, row) => (row % 50 === 3 ? null : row));
  const origin = Array.from({ length: 500 }, (_, row) => `A${row % 40}`);
  assert.deepEqual(pick(distance, origin, 500), pick(distance, origin, 7));
});

test('a holdout of fewer rows is taken whole', () => {
  assert.deepEqual(
    pick([1, null, 3], ['A', 'B', null]).map(({ index }) => index),
    [0, 1, 2],
  );
});

test('a category that is an identifier keeps a bounded number of rows and still gives 32', () => {
  const distance = Array.from({ length: 5000 }, (_, row) => row);
  assert.equal(pick(distance, distance.map(String)).length, WARM_UP_ROWS);
});
