import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrainingDataError, trainingColumns } from './training-columns.ts';

const features = [
  { name: 'distance', kind: 'number' },
  { name: 'origin', kind: 'category' },
] as const;
const valid = { distance: [100n, null, 2.5], origin: ['SEA', 'LAX', null], late: [0, 1n, false] };
const columns = (values: Record<string, unknown[]>, order = Uint32Array.of(0, 1, 2)) =>
  trainingColumns(new Map(Object.entries(values)), features, 'late', order);

test('numbers, categories and labels as the learner takes them, in the given order', () => {
  assert.deepEqual(columns(valid, Uint32Array.of(2, 0, 1)), {
    distance: [2.5, 100, Number.NaN],
    origin: ['', 'SEA', 'LAX'],
    late: ['0', '0', '1'],
  });
});

test('a label may be boolean', () => {
  assert.deepEqual(columns({ ...valid, late: [true, false, true] }).late, ['1', '0', '1']);
});

test('data that cannot be learned from is refused with the column and the reason', () => {
  const refused: [() => unknown, RegExp][] = [
    [() => columns({ distance: [], origin: [], late: [] }, new Uint32Array()), /no rows/],
    [() => columns({ distance: [1, 2, 3], late: [0, 1, 0] }), /column origin is missing/],
    [
      () => columns({ ...valid, distance: [1, 'far', 3] }),
      /column distance must hold numbers, but has "far"/,
    ],
    [() => columns({ ...valid, origin: ['SEA', 5, null] }), /column origin must hold texts, but has 5/],
    [() => columns({ ...valid, late: [0, null, 1] }), /column late must hold 0 or 1, but has null/],
    [() => columns({ ...valid, late: [0, 2, 1] }), /column late must hold 0 or 1, but has 2/],
    [() => columns({ ...valid, late: [1, 1, 1] }), /column late has one class only \(1\)/],
  ];
  for (const [attempt, message] of refused) {
    assert.throws(attempt, (error) => error instanceof TrainingDataError && message.test(error.message));
  }
});
