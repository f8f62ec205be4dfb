import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ColumnProfile, Snapshot } from '@slipway/contracts';
import { populationStabilityIndex } from '@slipway/statistics';
import { profileShift } from './profile-shift.ts';
import { snapshotDifference } from './snapshot-difference.ts';

const numeric = (name: string, quantiles: number[], more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  type: 'DOUBLE',
  nulls: 0,
  distinct: 1000,
  min: 0,
  max: 100,
  mean: 50,
  quantiles,
  top: [],
  ...more,
});

const category = (
  name: string,
  counts: Record<string, number>,
  more: Partial<ColumnProfile> = {},
): ColumnProfile => ({
  ...numeric(name, []),
  type: 'VARCHAR',
  distinct: Object.keys(counts).length,
  min: 'A',
  max: 'Z',
  mean: null,
  top: Object.entries(counts).map(([value, count]) => ({ value, count })),
  ...more,
});

const snapshot = (columns: ColumnProfile[], rows = 1000): Snapshot => ({
  digest: `sha256:${'a'.repeat(64)}`,
  name: 's',
  sql: 'select 1',
  parameters: {},
  rows,
  bytes: 1,
  columns,
  createdAt: '2026-01-01T00:00:00.000Z',
  part: 'all',
  personal: {},
  expectations: [],
  difference: null,
});

const TENS = [10, 20, 30, 40, 50, 60, 70, 80, 90];

describe('the shift of a column is its population stability index', () => {
  const shiftOf = (before: ColumnProfile, after: ColumnProfile) => profileShift(before, after)?.shift ?? null;

  test('over the values where both profiles list all of them', () => {
    const [before, after] = [category('c', { A: 600, B: 400 }), category('c', { B: 700, A: 200, C: 100 })];
    assert.deepEqual(profileShift(before, after), {
      shift: populationStabilityIndex([600, 400, 0], [200, 700, 100]),
      shiftOver: 'values',
    });
    assert.equal(shiftOf(before, before), 0);
  });

  test('of numbers over the deciles of the earlier snapshot', () => {
    const before = numeric('x', TENS);
    assert.equal(shiftOf(before, before), 0);
    // Half as wide: up to 10, 20, … 50 are 20 %, 40 %, … 100 % of the later rows.
    const after = numeric(
      'x',
      TENS.map((edge) => edge / 2),
      { max: 50 },
    );
    const expected = populationStabilityIndex(Array(10).fill(1), [2, 2, 2, 2, 2, 0, 0, 0, 0, 0]);
    assert.ok(Math.abs((shiftOf(before, after) ?? 0) - (expected ?? 1)) < 1e-9);
    assert.equal(profileShift(before, after)?.shiftOver, 'deciles');
  });

  test('where many rows have one value, its bin is as large as they are', () => {
    const before = numeric('x', [0, 0, 0, 0, 0, 0, 70, 80, 90]);
    assert.equal(shiftOf(before, before), 0);
    const after = numeric('x', [0, 0, 0, 0, 0, 0, 0, 0, 90]);
    const expected = populationStabilityIndex([60, 10, 10, 10, 10], [80, 70 / 9, 10 / 9, 10 / 9, 10]);
    assert.ok(Math.abs((shiftOf(before, after) ?? 0) - (expected ?? 1)) < 1e-9);
  });

  test('of text with many values and of empty columns it is unknown', () => {
    const many = category('c', { A: 10 }, { distinct: 500 });
    assert.equal(shiftOf(many, many), null);
    const empty = numeric('x', [], { min: null, max: null, distinct: 0 });
    assert.equal(shiftOf(empty, numeric('x', TENS)), null);
  });
});

test('a difference names what came, what went, what changed its type, and what moved', () => {
  const before = snapshot([
    numeric('delay', TENS),
    category('origin', { ATL: 990 }, { nulls: 10 }),
    numeric('gone', TENS),
    numeric('code', TENS),
  ]);
  const after = {
    rows: 1200,
    columns: [
      numeric(
        'delay',
        TENS.map((edge) => edge * 3),
        { max: 300 },
      ),
      category('origin', { ATL: 900, SEA: 180 }, { nulls: 120 }),
      category('code', { A: 1200 }),
      numeric('fresh', TENS),
    ],
  };
  const { columns, rows, against, summary } = snapshotDifference(before, after);
  assert.deepEqual(
    columns.map(({ name, change }) => `${name} ${change}`),
    ['delay kept', 'origin kept', 'code retyped', 'fresh added', 'gone removed'],
  );
  assert.deepEqual([rows, against], [{ before: 1000, after: 1200 }, before.digest]);
  const [delay, origin, code, fresh, gone] = columns;
  assert.deepEqual(delay?.median, { before: 50, after: 150 });
  assert.deepEqual(delay?.max, { before: 100, after: 300 });
  assert.deepEqual(origin?.nullShare, { before: 0.01, after: 0.1 });
  assert.deepEqual(origin?.newTop, ['SEA']);
  assert.deepEqual(code?.type, { before: 'DOUBLE', after: 'VARCHAR' });
  assert.deepEqual([code?.shift, fresh?.type.before, gone?.type.after], [null, null, null]);
  assert.deepEqual(summary, [
    'against sha256:aaaaaaaaaaaa of 2026-01-01T00:00:00.000Z: 1200 rows (+20 %); new columns fresh; columns gone gone; retyped code (DOUBLE → VARCHAR)',
    `shifted (PSI) delay ${delay?.shift?.toFixed(2)}, origin ${origin?.shift?.toFixed(2)}; missing values origin 1 % → 10 %; wider range delay 0 to 100 → 0 to 300; newly frequent origin SEA`,
  ]);
});

test('where nothing is notable, the difference is one line', () => {
  const columns = [numeric('delay', TENS), category('origin', { ATL: 1000 })];
  const same = snapshotDifference(snapshot(columns), { rows: 1000, columns });
  assert.deepEqual(same.summary, [
    'against sha256:aaaaaaaaaaaa of 2026-01-01T00:00:00.000Z: 1000 rows (as before)',
  ]);
});
