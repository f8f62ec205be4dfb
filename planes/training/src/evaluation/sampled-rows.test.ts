import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Feature } from '@slipway/contracts';
import type { Cells } from './cell.ts';
import { SampledRows, sampleSize, stratifiedIndexes } from './sampled-rows.ts';
import { ValueRanges } from './value-ranges.ts';

const FEATURES: Feature[] = [
  { name: 'x', kind: 'number', optional: true },
  { name: 'c', kind: 'category', optional: true },
];
const windowOf = (start: number, x: Cells) => ({
  start,
  rows: x.length,
  columns: new Map<string, Cells>([
    ['x', x],
    ['c', Array.from({ length: x.length }, () => 'a')],
  ]),
});

test('the work is bounded: many features get fewer rows, never under 200, and no more than there are', () => {
  assert.equal(sampleSize(1_000_000, 20), 2000);
  assert.equal(sampleSize(1_000_000, 1), 2000);
  assert.equal(sampleSize(1_000_000, 100), 400);
  assert.equal(sampleSize(1_000_000, 5000), 200);
  assert.equal(sampleSize(150, 20), 150);
});

test('one row by chance out of each part, the same by the same seed', () => {
  const indexes = stratifiedIndexes(1000, 10, 4);
  assert.deepEqual(indexes, stratifiedIndexes(1000, 10, 4));
  assert.notDeepEqual(indexes, stratifiedIndexes(1000, 10, 5));
  assert.deepEqual(
    Array.from(indexes, (index) => Math.floor(index / 100)),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  assert.deepEqual([...stratifiedIndexes(4, 4, 1)], [0, 1, 2, 3]);
});

test('the rows of the sample are taken window by window', () => {
  const sample = new SampledRows(FEATURES, 5000, 9);
  for (let start = 0; start < 5000; start += 700)
    sample.add(
      windowOf(
        start,
        Float64Array.from({ length: Math.min(700, 5000 - start) }, (_, i) => start + i),
      ),
    );
  const rows = sample.rows();
  assert.equal(rows.length, 2000);
  for (const { index, row } of rows) assert.deepEqual(row, { x: index, c: 'a' });
});

test('ranges leave out what is missing; a feature without numbers has none', () => {
  const ranges = new ValueRanges([...FEATURES, { name: 'y', kind: 'number', optional: true }]);
  for (const x of [[3, null, 7], Float64Array.of(Number.NaN, -1)]) {
    const window = windowOf(0, x);
    ranges.add({
      ...window,
      columns: new Map([...window.columns, ['y', Array.from({ length: x.length }, () => null)]]),
    });
  }
  const found = ranges.of('x')!;
  assert.deepEqual([found.lowest, found.highest], [-1, 7]);
  assert.equal(ranges.of('c'), null);
  assert.equal(ranges.of('y'), null);
});
