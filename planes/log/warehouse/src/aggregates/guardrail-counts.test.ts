import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRoutes, type PredictionRecord } from '@slipway/contracts';
import { DAY, NOON, prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const drawn = { experiment: 'exp-1', assignment: 'experiment', propensity: 0.5 } as const;
const ask = {
  endpoint: 'flight-delays',
  experiment: 'exp-1',
  kind: 'ab' as 'ab' | 'shadow',
  slowerThanMs: [100],
};
const failed = { status: 503, error: 'NO_PREDICTOR', score: null } as const;

const sums = (units: number, m: number, d: number, mm: number, dd: number, md: number) => ({
  units,
  m,
  d,
  mm,
  dd,
  md,
});

test('a request counts once per unit, under the variant that was assigned, a fallback answer too', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const arm = (id: string, unit: string | null, changes: Partial<PredictionRecord> = {}) =>
    prediction(id, { ...drawn, unit, ...changes });
  spool.seal('g1-1', [
    arm('r1.0', 'a', { request: 'r1' }),
    arm('r1.1', 'a', { request: 'r1', ...failed }),
    arm('r2', 'a', { at: NOON + 1, latencyMs: 250 }),
    arm('r3', null, { at: NOON + 2 }),
    arm('r4', 'b', { variant: 'challenger', at: NOON + 3 }),
    arm('r5', 'b', { variant: 'champion', assigned: 'challenger', fallback: 'variant', at: NOON + 4 }),
    arm('r6', 'c', { assignment: 'override', ...failed }),
    arm('r7', 'c', { assignment: 'direct', ...failed }),
    arm('r8', 'c', { assignment: 'condition', ...failed }),
    arm('r9', 'c', { assignment: 'shadow', shadowOf: 'champion', ...failed }),
    arm('r10', 'c', { experiment: 'exp-2', ...failed }),
    arm('r11', 'a', { variant: 'challenger', at: NOON + 5 }),
    arm('later', 'a', { at: Date.parse(DAY.to), ...failed }),
  ]);
  await warehouse.flush();
  const empty = { from: '2024-06-01T00:00:00.000Z', to: '2024-06-02T00:00:00.000Z' };
  const { windows } = await author.call(logRoutes.guardrails, { body: { ...ask, windows: [DAY, empty] } });
  assert.deepEqual(windows, [
    {
      window: DAY,
      arms: [
        {
          variant: 'challenger',
          requests: 3,
          units: 2,
          firstExposures: 1,
          sums: {
            errors: sums(2, 0, 3, 0, 5, 0),
            fallbacks: sums(2, 1, 3, 1, 5, 2),
            slow: [sums(2, 0, 3, 0, 5, 0)],
          },
          live: null,
        },
        {
          variant: 'champion',
          requests: 3,
          units: 2,
          firstExposures: 2,
          sums: {
            errors: sums(2, 1, 3, 1, 5, 2),
            fallbacks: sums(2, 0, 3, 0, 5, 0),
            slow: [sums(2, 1, 3, 1, 5, 2)],
          },
          live: null,
        },
      ],
    },
    { window: empty, arms: [] },
  ]);
});

test('a shadow is counted beside the answers to the same requests', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const copy = {
    experiment: 'exp-1',
    assignment: 'shadow',
    shadowOf: 'champion',
    variant: 'shadow',
  } as const;
  spool.seal('g1-1', [
    prediction('p1', { unit: 'a' }),
    prediction('p2', { unit: 'a', latencyMs: 500 }),
    prediction('unseen', { unit: 'a', ...failed }),
    prediction('p1', { ...copy, unit: 'a', ...failed }),
    prediction('p2', { ...copy, unit: 'a' }),
  ]);
  await warehouse.flush();
  const body = { ...ask, kind: 'shadow' as const, windows: [DAY] };
  const [window] = (await author.call(logRoutes.guardrails, { body })).windows;
  assert.deepEqual(window?.arms, [
    {
      variant: 'shadow',
      requests: 2,
      units: 1,
      firstExposures: 1,
      sums: {
        errors: sums(1, 1, 2, 1, 4, 2),
        fallbacks: sums(1, 0, 2, 0, 4, 0),
        slow: [sums(1, 0, 2, 0, 4, 0)],
      },
      live: {
        errors: sums(1, 0, 2, 0, 4, 0),
        fallbacks: sums(1, 0, 2, 0, 4, 0),
        slow: [sums(1, 1, 2, 1, 4, 2)],
      },
    },
  ]);
});

test('no rows, no arms; a window that ends before it begins is refused with its field', async (t) => {
  const { author } = await startWarehouse(t);
  const call = (from: string, to: string) =>
    author.call(logRoutes.guardrails, { body: { ...ask, windows: [{ from, to }] } });
  assert.deepEqual((await call(DAY.from, DAY.to)).windows[0]?.arms, []);
  await assert.rejects(call(DAY.to, DAY.from), { code: 'INVALID_REQUEST', field: 'windows[0].to' });
});
