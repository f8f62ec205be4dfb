import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationPlan } from '@slipway/contracts';
import { SliceColumnBuilder } from './slice-column.ts';
import { plannedSlices } from './slice-pairs.ts';

const ROWS = 600;
const CITIES = Array.from({ length: ROWS }, (_, row) => ['A', 'B', 'C'][row % 3]!);
const HOURS = Array.from({ length: ROWS }, (_, row) => (row < 500 ? row % 2 : 20));

const columns = (['city', 'hour'] as const).map((name) => {
  const builder = new SliceColumnBuilder(name, ROWS, { texts: true, numbers: name === 'hour' });
  builder.add(name === 'city' ? CITIES : HOURS, 0);
  return builder.build();
});

const planned = (more: object) =>
  plannedSlices(
    EvaluationPlan.parse({
      holdout: 'select 1',
      label: 'y',
      slices: [{ column: 'city' }, { column: 'hour', bands: [1, 12] }],
      ...more,
    }),
    columns,
  );

test('without pairs the slices are the declared ones', () => {
  const { slices, leftOut } = planned({});
  assert.deepEqual(
    slices.map(({ value }) => value),
    ['A', 'B', 'C', '(-∞, 1)', '[1, 12)', '[12, ∞)'],
  );
  assert.equal(leftOut, null);
});

test('pairs of values and bands hold exactly the rows of both; those under 50 rows are counted, not listed', () => {
  const { slices, leftOut } = planned({ pairs: true });
  const pairs = slices.filter(({ parts }) => parts !== undefined);
  assert.equal(pairs.length, 6);
  assert.deepEqual(leftOut, { insufficient: 3, beyondLimit: 0 });
  const first = pairs.find(({ value }) => value === 'A × [1, 12)')!;
  assert.equal(first.column, 'city × hour');
  assert.deepEqual(first.parts, [
    { column: 'city', value: 'A' },
    { column: 'hour', value: '[1, 12)' },
  ]);
  const expected = CITIES.flatMap((city, row) => (city === 'A' && HOURS[row] === 1 ? [row] : []));
  assert.deepEqual([...first.rows], expected);
});

test('pairs may be named, of columns that have slices', () => {
  assert.equal(planned({ pairs: [['hour', 'city']] }).slices.at(-1)!.column, 'hour × city');
  // The contract refuses it already; a plan may also come from elsewhere.
  const slices = [{ column: 'city', top: 20 }];
  assert.throws(() => plannedSlices({ slices, pairs: [['city', 'age']] }, columns), {
    code: 'EVALUATION_IMPOSSIBLE',
    message: /the pair of "city" and "age" needs a slice declaration/,
  });
});
