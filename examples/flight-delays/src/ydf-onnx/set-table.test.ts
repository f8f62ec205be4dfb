import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Column } from './data-spec.ts';
import type { DecisionTree } from './decision-tree.ts';
import { SetTable } from './set-table.ts';
import { setTables } from './set-tables.ts';

const elements = (table: SetTable, set: bigint): number[] => {
  const place = table.place(set);
  assert.ok(place);
  return Array.from({ length: table.rows }, (_, row) => row).filter(
    (row) => (table.cells[row * table.columns + place.column] ?? 0) >= place.threshold,
  );
};

test('every set of the table is found again, the empty and the full one too', () => {
  const table = new SetTable(4, [0b0110n, 0b0000n, 0b1111n, 0b1001n, 0b0010n]);
  assert.deepEqual(elements(table, 0b0110n), [1, 2]);
  assert.deepEqual(elements(table, 0b0000n), []);
  assert.deepEqual(elements(table, 0b1111n), [0, 1, 2, 3]);
  assert.deepEqual(elements(table, 0b1001n), [0, 3]);
  assert.deepEqual(elements(table, 0b0010n), [1]);
  assert.equal(table.place(0b0100n), undefined);
});

test('sets inside each other share a column, as many as a byte can count', () => {
  assert.equal(new SetTable(3, [0b111n, 0b001n, 0b011n]).columns, 1);
  const nested = Array.from({ length: 300 }, (_, size) => (1n << BigInt(size)) - 1n);
  const table = new SetTable(300, nested);
  assert.equal(table.columns, 2);
  for (const set of nested) assert.equal(elements(table, set).length, nested.indexOf(set));
});

const words = Array.from({ length: 30 }, (_, i) => `w${i}`);
const columns: readonly Column[] = [
  { name: 'many', kind: 'category', vocabulary: words },
  { name: 'few', kind: 'category', vocabulary: words },
  { name: 'never asked', kind: 'category', vocabulary: words },
];
const stump = (attribute: number, members: number[]): DecisionTree => ({
  kind: 'split',
  attribute,
  condition: { kind: 'member', elements: members },
  missingHolds: false,
  positive: { kind: 'leaf', value: 1 },
  negative: { kind: 'leaf', value: 0 },
});
const bits = (number: number) => words.map((_, bit) => bit).filter((bit) => (number >> bit) & 1);

test('a category with too many sets has no table, nor one that no tree asks about', () => {
  const many = Array.from({ length: 8193 }, (_, number) => stump(0, bits(number)));
  assert.deepEqual([...setTables([...many, stump(1, [3])], columns, [0, 1, 2]).keys()], [1]);
});

test('below a set on the same attribute only what is still possible counts', () => {
  const lower = stump(1, [1, 2, 3]);
  const above = (direction: 'positive' | 'negative') =>
    setTables([{ ...stump(1, [1, 5]), [direction]: lower } as DecisionTree], columns, [1]).get(1);
  assert.deepEqual([above('positive')?.columns, above('negative')?.columns], [1, 1]);
  assert.ok(above('positive')?.place(0b10n));
  assert.ok(above('negative')?.place(0b101110n));
});
