import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Feature, type Row, SlipwayError } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import { robustness } from './robustness.ts';
import { robustnessChanges, UNSEEN } from './robustness-changes.ts';

const { signature, probability } = linearModel({ numbers: { distance: 1 }, bias: 0 });
const ROWS: Row[] = [-2, -1, 1, 2].map((distance, at) => ({ distance, origin: at % 2 ? 'ATL' : 'ORD' }));
const scoresOf = async (rows: readonly Row[]) => rows.map((row) => [1 - probability(row), probability(row)]);
const changes = robustnessChanges(signature.features, () => ({ lowest: -2, highest: 2 }));
const measured = (score = scoresOf) => robustness({ signature, threshold: 0.5, changes, rows: ROWS, score });

test('each feature is missing, each number out of its range, each category unknown', () => {
  const features: Feature[] = [
    { name: 'n', kind: 'number', optional: false },
    { name: 'constant', kind: 'number', optional: false },
    { name: 'never', kind: 'number', optional: true },
    { name: 'c', kind: 'category', optional: false },
    { name: 'b', kind: 'boolean', optional: false },
  ];
  const ranges: Record<string, { lowest: number; highest: number }> = {
    n: { lowest: 2, highest: 6 },
    constant: { lowest: 5, highest: 5 },
  };
  assert.deepEqual(
    robustnessChanges(features, (name) => ranges[name] ?? null).map(({ feature, change, value }) => [
      feature,
      change,
      value,
    ]),
    [
      ['n', 'missing', null],
      ['n', 'below', -2],
      ['n', 'above', 10],
      ['constant', 'missing', null],
      ['constant', 'below', 0],
      ['constant', 'above', 10],
      ['never', 'missing', null],
      ['c', 'missing', null],
      ['c', 'unseen', UNSEEN],
      ['b', 'missing', null],
    ],
  );
});

test('the change of the scores and the decisions that it flips', async () => {
  const before = structuredClone(ROWS);
  const { rows, step, cases, maxFlipped, maxChange, refusedCases } = await measured();
  assert.deepEqual([rows, step, cases.length, refusedCases], [4, 1, 5, 0]);
  const above = cases.find(({ change }) => change === 'above')!;
  assert.deepEqual([above.feature, above.value, above.rows, above.refused], ['distance', 6, 4, 0]);
  // logits ORD −3, ATL 0, ORD 0, ATL 3: with 6 all are late; at least 0.5 is late, so that one decision flips.
  assert.equal(above.flipped, 0.25);
  const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));
  const moved = [logistic(5) - logistic(-3), logistic(7) - 0.5, logistic(5) - 0.5, logistic(7) - logistic(3)];
  const mean = moved.reduce((sum, value) => sum + value, 0) / 4;
  assert.ok(Math.abs(above.meanChange! - mean) < 1e-9);
  assert.ok(above.p95Change! > 0.8 && above.p95Change! < moved[0]!);
  assert.equal(maxFlipped, Math.max(...cases.map(({ flipped }) => flipped!)));
  assert.equal(maxChange, Math.max(...cases.map(({ meanChange }) => meanChange!)));
  assert.deepEqual(ROWS, before);
});

test('refusals are counted with their reason, and the other rows are measured', async () => {
  const { cases, refusedCases } = await measured(async (rows) => {
    const refused = rows.findIndex(({ distance, origin }) => distance === null && origin === 'ORD');
    if (refused !== -1)
      throw new SlipwayError('TENSOR_VALUE', {
        tensor: 'score',
        index: refused,
        reason: 'the model answers NaN',
      });
    return scoresOf(rows);
  });
  assert.equal(refusedCases, 1);
  const missing = cases[0]!;
  assert.deepEqual([missing.feature, missing.rows, missing.refused], ['distance', 2, 2]);
  assert.match(missing.refusal ?? '', /^TENSOR_VALUE: .*NaN/);
  assert.ok(missing.meanChange! > 0);
});

test('a change that is refused for every row has no figures', async () => {
  const needed = linearModel({ numbers: { distance: 1 }, optional: false });
  const score = async (rows: readonly Row[]) => {
    if (rows.some(({ origin }) => origin === null))
      throw new SlipwayError('FEATURE_MISSING', { feature: 'origin', row: 0 });
    return scoresOf(rows);
  };
  const { cases, maxFlipped } = await robustness({
    signature: needed.signature,
    threshold: 0.5,
    changes: [{ feature: 'origin', change: 'missing', value: null }],
    rows: ROWS,
    score,
  });
  assert.deepEqual(
    cases.map(({ refusal, ...figures }) => ({ ...figures, refusal: refusal?.split(':')[0] })),
    [
      {
        feature: 'origin',
        change: 'missing',
        value: null,
        rows: 0,
        refused: 4,
        meanChange: null,
        p95Change: null,
        flipped: null,
        refusal: 'FEATURE_MISSING',
      },
    ],
  );
  assert.equal(maxFlipped, null);
});
