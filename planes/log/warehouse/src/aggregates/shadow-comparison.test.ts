import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRoutes, type PredictionRecord } from '@slipway/contracts';
import { DAY, outcome, prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const body = { endpoint: 'flight-delays', experiment: 'exp-1', window: DAY } as const;
const copy = { experiment: 'exp-1', assignment: 'shadow', shadowOf: 'champion', variant: 'shadow' } as const;
const failed = { status: 503, error: 'NO_PREDICTOR', score: null, decision: null } as const;

const close = (actual: number | null | undefined, expected: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-12, `${actual} is not ${expected}`);

/** The live answer and the shadow's to one row. */
const pair = (
  id: string,
  unit: string,
  live: Partial<PredictionRecord>,
  shadow: Partial<PredictionRecord>,
) => [prediction(id, { unit, ...live }), prediction(id, { ...copy, version: 2, unit, ...shadow })];

test('shadow answers are compared with the live ones row by row, and judged when outcomes arrive', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  assert.deepEqual((await author.call(logRoutes.shadowComparison, { body })).shadows, []);
  const yes = (score: number) => ({ score, decision: '1' });
  const no = (score: number) => ({ score, decision: '0' });
  spool.seal('g1-1', [
    ...pair('p1', 'a', yes(0.9), yes(0.8)),
    ...pair('p2', 'a', yes(0.7), no(0.2)),
    ...pair('p3', 'b', no(0.4), yes(0.6)),
    ...pair('p4', 'b', no(0.1), no(0.3)),
    ...pair('open', 'c', no(0.1), no(0.1)),
    ...pair('shadow-failed', 'c', yes(0.9), failed),
    ...pair('live-failed', 'c', failed, yes(0.9)),
    ...pair('fallback', 'c', { ...yes(0.9), fallback: 'answer' }, yes(0.9)),
    prediction('no-shadow', yes(0.9)),
    prediction('p1', { ...copy, experiment: 'exp-2' }),
    outcome('p1', 1),
    outcome('p2', 1),
    outcome('p3', 1),
    outcome('p4', 1),
    outcome('fallback', 1),
  ]);
  await warehouse.flush();
  const { shadows } = await author.call(logRoutes.shadowComparison, { body });
  assert.equal(shadows.length, 1);
  const { meanDifference, meanAbsoluteDifference, maximumAbsoluteDifference, brier, ...counts } = shadows[0]!;
  assert.deepEqual(counts, {
    variant: 'shadow',
    model: 'flight-delays',
    version: 2,
    compared: 5,
    missing: 1,
    decided: 5,
    agreeing: 3,
    labelled: 4,
    bothRight: 1,
    onlyLiveRight: 1,
    onlyShadowRight: 1,
    bothWrong: 1,
  });
  close(meanDifference, (-0.1 - 0.5 + 0.2 + 0.2) / 5);
  close(meanAbsoluteDifference, 1 / 5);
  close(maximumAbsoluteDifference, 0.5);
  close(brier.live, 0.01 + 0.09 + 0.36 + 0.81);
  close(brier.shadow, 0.04 + 0.64 + 0.16 + 0.49);
  const [a, b] = [0.04 + 0.64 - 0.01 - 0.09, 0.16 + 0.49 - 0.36 - 0.81];
  assert.deepEqual([brier.difference.units, brier.difference.d, brier.difference.dd], [2, 4, 8]);
  close(brier.difference.m, a + b);
  close(brier.difference.mm, a * a + b * b);
  close(brier.difference.md, 2 * (a + b));
});

test('a shadow that only failed has no differences', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  spool.seal('g1-1', pair('p1', 'a', { score: 0.9 }, failed));
  await warehouse.flush();
  const [shadow] = (await author.call(logRoutes.shadowComparison, { body })).shadows;
  assert.deepEqual([shadow?.compared, shadow?.missing, shadow?.meanDifference], [0, 1, null]);
});
