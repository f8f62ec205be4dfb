import assert from 'node:assert/strict';
import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { identityModel, linearModel } from '@slipway/inference/fixtures';
import type { EvaluationResult } from '../worker/evaluation-task.ts';
import { evaluate } from './evaluate.ts';
import { type CaseOptions, type EvaluationCase, evaluationCase } from './fixtures/evaluation-case.ts';
import { batchDependentModel, unboundedModel } from './fixtures/odd-models.ts';

type Prepare = (made: EvaluationCase) => Promise<void>;

const evaluated = async (options: CaseOptions, prepare?: Prepare): Promise<EvaluationResult> => {
  const made = await evaluationCase(options);
  try {
    await prepare?.(made);
    return await evaluate(made.task, () => {});
  } catch (error) {
    // Nothing half-done is left where the worker looks.
    assert.deepEqual(await readdir(made.task.output).catch(() => []), []);
    throw error;
  } finally {
    await rm(made.directory, { recursive: true });
  }
};

const refused = (options: CaseOptions, message: RegExp, prepare?: Prepare) =>
  assert.rejects(evaluated({ rows: 60, ...options }, prepare), { code: 'EVALUATION_IMPOSSIBLE', message });

const late = (data: unknown[], type: 'STRING' | 'BOOLEAN' | 'INT32') =>
  ({ name: 'late', type, data }) as const;

test('without a champion there is no comparison, and labels may be booleans', async () => {
  const labels = Array.from({ length: 200 }, (_, row) => row % 3 === 0);
  const { comparison, positives, slices } = await evaluated({
    rows: 200,
    champion: null,
    columns: [late(labels, 'BOOLEAN')],
  });
  assert.equal(comparison, null);
  assert.equal(positives, 67);
  assert.ok(slices.every(({ harm }) => harm === null));
});

test('with one class in the holdout there is a report whose AUC is null', async () => {
  const { metrics } = await evaluated({ rows: 80, columns: [late(Array(80).fill(0), 'INT32')] });
  assert.equal(metrics.auc?.value, null);
  assert.match(metrics.auc!.method, /every row is negative/);
  assert.ok(metrics.logLoss!.value! > 0);
});

test('a regression is evaluated by its errors, and so is its champion', async () => {
  const truth = Array.from({ length: 400 }, (_, row) => row / 10);
  const { metrics, comparison, slices, positives } = await evaluated({
    rows: 400,
    candidate: identityModel(['FP64']),
    champion: identityModel(['FP64', 'FP32']),
    columns: [
      { name: 'in_fp64', type: 'DOUBLE', data: truth },
      { name: 'in_fp32', type: 'DOUBLE', data: truth },
      { name: 'late', type: 'DOUBLE', data: truth.map((value, row) => value + (row % 2 ? 0.5 : -0.5)) },
    ],
  });
  assert.ok(Math.abs(metrics.mae!.value! - 0.5) < 1e-9);
  assert.ok(metrics.r2!.lower! > 0.9);
  assert.equal(comparison?.metrics.rmse?.difference.value, 0);
  assert.equal(positives, 0);
  assert.ok(slices.some(({ status, harm }) => status === 'ok' && harm?.significant === false));
});

test('a champion with the classes the other way round is compared on the same class', async () => {
  const turned = linearModel({ numbers: { distance: -0.5, hour: 0.25 }, category: null, bias: -0.1 });
  const straight = linearModel({ category: null });
  const signature = { ...turned.signature, classes: ['1', '0'] };
  const [one, other] = [
    await evaluated({ rows: 500, champion: { ...turned, signature } }),
    await evaluated({ rows: 500, champion: straight }),
  ];
  const auc = (report: EvaluationResult) => report.comparison!.metrics.auc!.champion.value!;
  assert.ok(Math.abs(auc(one) - auc(other)) < 1e-6);
});

test('groups, pairs and a ranking by columns that are no slices', async () => {
  const region = Array.from({ length: 1200 }, (_, row) => (row % 3 === 0 ? 'north' : 'south'));
  const { fairness, slices, metrics, comparison } = await evaluated({
    rows: 1200,
    columns: [{ name: 'region', type: 'STRING', data: region }],
    plan: {
      pairs: true,
      fairness: { groups: ['region', 'origin'] },
      ranking: { group: 'hour', at: 5 },
      margins: { ndcg: 0.05 },
    },
  });
  assert.deepEqual(
    fairness?.map(({ column, groups }) => [column, groups.map(({ rows }) => rows).slice(0, 2)])[0],
    ['region', [800, 400]],
  );
  assert.ok(fairness![1]!.gaps.selectionRate!.difference.upper! > 0);
  assert.ok(slices.some(({ parts }) => parts?.[0]?.column === 'origin' && parts[1]?.column === 'hour'));
  assert.match(metrics.ndcg!.method, /groups of hour/);
  assert.ok(comparison?.metrics.ndcg?.nonInferiority);
  await refused(
    { plan: { fairness: { groups: ['sex'] }, ranking: { group: 'query', at: 10 } } },
    /does not have the fairness group "sex" and the ranking group "query"/,
  );
});

test('a trainer that claims wonderful metrics changes nothing', async () => {
  const ones = Array(200).fill(1);
  const honest = await evaluated({ rows: 200 });
  const lying = await evaluated(
    {
      rows: 200,
      columns: [
        { name: 'score', type: 'DOUBLE', data: ones },
        { name: 'auc', type: 'DOUBLE', data: ones },
      ],
    },
    ({ directory }) => writeFile(join(directory, 'metrics.json'), '{"auc": 1}'),
  );
  assert.deepEqual(lying.metrics, honest.metrics);
  assert.deepEqual(lying.comparison, honest.comparison);
});

test('a changed champion and a changed holdout are refused by their digests', async () => {
  for (const [file, message] of [
    ['champion', /The model file of the champion has digest/],
    ['holdout', /The holdout has digest/],
  ] as const)
    await assert.rejects(
      evaluated({ rows: 60 }, ({ task }) => appendFile(task[file]!.path, 'x')),
      { code: 'DIGEST_MISMATCH', message },
    );
});

test('columns that the holdout lacks are all named', async () => {
  await refused(
    { plan: { label: 'delayed', slices: [{ column: 'city', top: 5 }] } },
    /does not have the label "delayed" and the slice column "city"; its columns are distance, hour, origin, late/,
  );
  await refused(
    { champion: linearModel({ numbers: { humidity: 1 } }) },
    /does not have a feature of the champion, "humidity"/,
  );
});

test('a model that sees the label is refused', () =>
  refused({ plan: { label: 'hour' } }, /the label "hour" is a feature of the candidate/));

test('labels that are no class, or missing, are refused with the row', async () => {
  const labels = ['0', '1', 'perhaps', ...Array(57).fill('1')];
  await refused(
    { columns: [late(labels, 'STRING')] },
    /the label "late" is "perhaps" in row 2, not one of the classes "0", "1"/,
  );
  await refused({ columns: [late([1, null, ...Array(58).fill(0)], 'INT32')] }, /"late" is missing in row 1/);
});

test('a row that a predictor would refuse is refused with its number in the holdout', async () => {
  const hours = Array.from({ length: 5000 }, (_, row) => (row === 4999 ? 'noon' : null));
  await refused(
    { rows: 5000, columns: [{ name: 'hour', type: 'STRING', data: hours }], plan: { slices: [] } },
    /the candidate cannot score the holdout: row 4999: Feature "hour" must be/,
  );
});

test('an empty holdout is refused', () => refused({ rows: 0 }, /the holdout has no rows/));

test('a score that is no probability is refused', () =>
  refused({ champion: unboundedModel() }, /the champion answers .* for row 0, which is no probability/));

test('a model whose answer depends on the other rows of the batch is refused', () =>
  refused(
    { candidate: batchDependentModel(), champion: null },
    /the candidate answers row \d+ otherwise alone than in a batch/,
  ));
