import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { groupRows } from './group-rows.ts';
import type { RuledRow } from './planned-rows.ts';

const [a, b] = [{ variant: 'a' }, { variant: 'b' }];
const ruled = (answered: boolean): RuledRow => ({
  fired: [],
  variant: null,
  answer: answered ? { score: 0, decision: null } : null,
});

test('one choice for all rows is one group', () => {
  assert.deepEqual(groupRows([a], null), [{ variant: 'a', indices: [0] }]);
  assert.deepEqual(groupRows([a, a, a], null), [{ variant: 'a', indices: [0, 1, 2] }]);
});

test('rows go to their variants in their order; two choices of one variant are one group', () => {
  assert.deepEqual(groupRows([b, a, b, { variant: 'a' }], null), [
    { variant: 'b', indices: [0, 2] },
    { variant: 'a', indices: [1, 3] },
  ]);
});

test('rows that a rule answers are asked of nobody', () => {
  assert.deepEqual(groupRows([a, a], [ruled(true), ruled(false)]), [{ variant: 'a', indices: [1] }]);
  assert.deepEqual(groupRows([a], [ruled(true)]), []);
});

test('every other row is in exactly one group', () => {
  const rows = fc.array(fc.record({ variant: fc.constantFrom('a', 'b', 'c'), answered: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(rows, (all) => {
      const groups = groupRows(
        all,
        all.map(({ answered }) => ruled(answered)),
      );
      const placed = groups.flatMap(({ variant, indices }) => indices.map((row) => [row, variant]));
      const wanted = all.flatMap(({ variant, answered }, row) => (answered ? [] : [[row, variant]]));
      assert.deepEqual(
        placed.toSorted(([x], [y]) => Number(x) - Number(y)),
        wanted,
      );
    }),
  );
});
