import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from './cell.ts';
import { SliceColumnBuilder } from './slice-column.ts';
import { slicesOf } from './slicing.ts';

const slice = (cells: Cell[], { top = 20, bands }: { top?: number; bands?: number[] } = {}) => {
  const byBand = bands !== undefined;
  const builder = new SliceColumnBuilder('c', cells.length, { texts: !byBand, numbers: byBand });
  const half = Math.floor(cells.length / 2);
  builder.add(cells.slice(0, half), 0);
  builder.add(cells.slice(half), half);
  return slicesOf({ column: 'c', top, ...(byBand ? { bands } : {}) }, builder.build()).map(
    ({ value, rows }) => [value, [...rows]],
  );
};

test('the most frequent values come first, equals by name, and missing values are a slice of their own', () => {
  assert.deepEqual(slice(['b', 'a', null, 'c', 'c', 'b', 'a', 'c', null], { top: 2 }), [
    ['c', [3, 4, 7]],
    ['a', [1, 6]],
    ['(missing)', [2, 8]],
  ]);
});

test('numbers and booleans are values too', () => {
  assert.deepEqual(slice([6, 7, 6, true, Number.NaN]), [
    ['6', [0, 2]],
    ['7', [1]],
    ['true', [3]],
    ['(missing)', [4]],
  ]);
});

test('bands own their lower edge; what lies below the first one is a band as well', () => {
  assert.deepEqual(slice([0, 5.9, 6, 23, -1, null, 18], { bands: [0, 6, 12, 18] }), [
    ['(-∞, 0)', [4]],
    ['[0, 6)', [0, 1]],
    ['[6, 12)', [2]],
    ['[18, ∞)', [3, 6]],
    ['(missing)', [5]],
  ]);
});

test('edges may stand in any order and twice', () => {
  assert.deepEqual(slice([1, 3], { bands: [2, 0, 2] }), [
    ['[0, 2)', [0]],
    ['[2, ∞)', [1]],
  ]);
});

test('bands of a text are refused with the row', () => {
  assert.throws(() => slice([1, 2, 'ATL', 4], { bands: [0] }), {
    code: 'EVALUATION_IMPOSSIBLE',
    message: /the slice column "c" is "ATL" in row 2, and bands need numbers/,
  });
});
