import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRoutes, type OutcomeRecord, type PredictionRecord } from '@slipway/contracts';
import { DAY, NOON, outcome, prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const close = (actual: number | null | undefined, expected: number, digits = 9) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 10 ** -digits, `${actual} is not ${expected}`);

const ask = { endpoint: 'flight-delays', window: DAY };

test('R3.2a: AUC with DeLong variance, Brier and log-loss of two variants', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
  const scores = {
    champion: [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1],
    challenger: [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2],
  };
  spool.seal(
    'g1-1',
    Object.entries(scores).flatMap(([variant, list]) =>
      list.flatMap((score, index) => [
        prediction(`${variant}-${index}`, { variant, score, version: variant === 'champion' ? 1 : 2 }),
        outcome(`${variant}-${index}`, labels[index]!),
      ]),
    ),
  );
  await warehouse.flush();
  const { arms } = await author.call(logRoutes.quality, { body: ask });
  const [challenger, champion] = arms;
  assert.deepEqual(
    [champion?.variant, champion?.version, challenger?.variant],
    ['champion', 1, 'challenger'],
  );
  close(champion?.auc?.value, 0.88);
  close(champion?.auc?.variance, 0.0128);
  close(challenger?.auc?.value, 1);
  close(challenger?.auc?.variance, 0);
  close((champion?.brier.m ?? 0) / 10, 0.1425);
  close((challenger?.brier.m ?? 0) / 10, 0.09725);
  close((champion?.logLoss.m ?? 0) / 10, 0.4445134, 7);
  assert.deepEqual([champion?.labelled, champion?.positives, champion?.units], [10, 5, 10]);
});

interface Sums {
  units: number;
  m: number;
  d: number;
  mm: number;
  dd: number;
  md: number;
}

/** The definition, row by row. */
const plainSums = (rows: readonly { unit: string; metric: number }[]): Sums => {
  const units = new Map<string, { m: number; d: number }>();
  for (const { unit, metric } of rows) {
    const sum = units.get(unit) ?? { m: 0, d: 0 };
    units.set(unit, { m: sum.m + metric, d: sum.d + 1 });
  }
  const total: Sums = { units: units.size, m: 0, d: 0, mm: 0, dd: 0, md: 0 };
  for (const { m, d } of units.values()) {
    total.m += m;
    total.d += d;
    total.mm += m * m;
    total.dd += d * d;
    total.md += m * d;
  }
  return total;
};

test('cluster sums per unit are those of a plain computation', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  let state = 7;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const rows = Array.from({ length: 3000 }, (_, index) => ({
    id: `p${index}`,
    unit: random() < 0.1 ? null : `route-${Math.floor(random() * 200)}`,
    score: random() < 0.01 ? 1 : random(),
    threshold: random() < 0.5 ? 0.3 : 0.5,
    label: random() < 0.3 ? 1 : 0,
  }));
  spool.seal(
    'g1-1',
    rows.flatMap(({ id, unit, score, threshold, label }) => [
      prediction(id, { unit, score, threshold }),
      outcome(id, label),
    ]),
  );
  await warehouse.flush();
  const [arm] = (await author.call(logRoutes.quality, { body: ask })).arms;
  const expected = (metric: (row: (typeof rows)[number]) => number) =>
    plainSums(rows.map((row) => ({ unit: row.unit ?? row.id, metric: metric(row) })));
  const same = (actual: Sums | undefined, plain: Sums) => {
    for (const key of Object.keys(plain) as (keyof Sums)[]) close(actual?.[key], plain[key], 6);
  };
  same(
    arm?.brier,
    expected(({ score, label }) => (score - label) ** 2),
  );
  same(
    arm?.accuracy,
    expected(({ score, threshold, label }) => (Number(score >= threshold) === label ? 1 : 0)),
  );
  same(
    arm?.logLoss,
    expected(
      ({ score, label }) => -Math.log(Math.max(1e-15, Math.min(1 - 1e-15, label === 1 ? score : 1 - score))),
    ),
  );
  assert.equal(arm?.units, arm?.brier.units);
});

test('errors, open predictions, other labels and other windows are told apart', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const records: (PredictionRecord | OutcomeRecord)[] = [
    prediction('right', { unit: 'a', score: 0.9 }),
    prediction('corrected', { unit: 'a', score: 0.9 }),
    prediction('open', { unit: 'b', score: 0.1 }),
    prediction('error', { unit: 'c', score: null, decision: null, status: 503, error: 'NO_PREDICTOR' }),
    prediction('fallback', { unit: 'd', score: null }),
    prediction('other-label', { score: 0.4 }),
    prediction('before', { at: Date.parse(DAY.from) - 1 }),
    prediction('end', { at: Date.parse(DAY.to) }),
    prediction('elsewhere', { endpoint: 'other' }),
    outcome('right', 1),
    outcome('corrected', 1),
    outcome('corrected', 0, { receivedAt: NOON + 3 * 86_400_000, at: NOON + 120_000 }),
    outcome('error', 1),
    outcome('fallback', 1),
    outcome('other-label', 7),
    outcome('before', 1),
    outcome('end', 1),
  ];
  spool.seal('g1-1', records);
  await warehouse.flush();
  const { arms } = await author.call(logRoutes.quality, { body: ask });
  assert.equal(arms.length, 1);
  const [arm] = arms;
  assert.deepEqual(
    [arm?.predictions, arm?.errors, arm?.units, arm?.labelled, arm?.positives],
    [6, 1, 5, 2, 1],
  );
  close(arm?.meanScore, (0.9 + 0.9 + 0.1 + 0.4) / 4);
  close(arm?.brier.m, 0.01 + 0.81);
  assert.deepEqual([arm?.accuracy.m, arm?.accuracy.d, arm?.accuracy.units], [1, 2, 1]);
  assert.equal(arm?.auc, null, 'the variance is unknown with one row in a class');
});

test('an experiment sees only its own predictions, and no predictions give no arms', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  assert.deepEqual((await author.call(logRoutes.quality, { body: ask })).arms, []);
  const drawn = { experiment: 'exp-1', assignment: 'experiment', propensity: 0.5 } as const;
  const copied = { assignment: 'shadow', shadowOf: 'champion', variant: 'shadow' } as const;
  spool.seal('g1-1', [
    prediction('p1', drawn),
    prediction('p2', { ...drawn, variant: 'challenger' }),
    prediction('p3', { ...drawn, experiment: 'exp-2' }),
    prediction('p4'),
    prediction('tester', { experiment: 'exp-1', assignment: 'override' }),
    prediction('addressed', { experiment: 'exp-1', assignment: 'direct' }),
    prediction('helped', { ...drawn, variant: 'champion', assigned: 'challenger', fallback: 'variant' }),
    prediction('p1', { ...copied, experiment: 'exp-1' }),
  ]);
  await warehouse.flush();
  const { arms } = await author.call(logRoutes.quality, { body: { ...ask, experiment: 'exp-1' } });
  assert.deepEqual(
    arms.map(({ variant, predictions, auc, brier }) => [variant, predictions, auc, brier.d]),
    [
      ['challenger', 1, null, 0],
      ['champion', 1, null, 0],
    ],
  );
});

test('shadows are no answers, and a sampled row counts for the traffic that it stands for', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  spool.seal('g1-1', [
    prediction('p1', { weight: 10, score: 0.9 }),
    prediction('p2', { weight: 2.5, score: 0.1, status: 503, error: 'NO_PREDICTOR' }),
    prediction('p1', { assignment: 'shadow', shadowOf: 'champion', score: 0.2 }),
    outcome('p1', 1),
  ]);
  await warehouse.flush();
  const { arms } = await author.call(logRoutes.quality, { body: ask });
  assert.deepEqual(
    arms.map(({ predictions, errors, labelled, brier }) => [predictions, errors, labelled, brier.d]),
    [[13, 3, 1, 1]],
  );
  const { buckets } = await author.call(logRoutes.volume, { body: { ...ask, bucketSeconds: 86_400 } });
  assert.deepEqual(
    buckets.map(({ predictions, errors }) => [predictions, errors]),
    [[13, 3]],
  );
});
