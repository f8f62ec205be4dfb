import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { TestContext } from 'node:test';
import { type Evaluation, JobDeclaration, type QueryResult } from '@slipway/contracts';
import pointsJob from '../fixtures/points/points.job.ts';
import { finished, POINTS_JOB } from '../stack/points.ts';
import { runCommand } from '../stack/run-command.ts';
import type { TestStack } from '../stack/test-stack.ts';

const CRITERIA = [
  { name: 'better than chance', pass: 'eval.auc.lower > 0.5' },
  { name: 'served as evaluated', pass: 'serving.mismatches == 0 && serving.rows > 400' },
  { name: 'bears the load', pass: 'load.errors == 0 && load.p99Ms < 5000.0' },
  { name: 'robust', pass: 'robustness.maxFlipped < 1.0' },
];

/** Runs the points job with another trainer; the evaluation of its version and the review. */
const evaluatedBy = async (stack: TestStack, trainer: string) => {
  const { client } = stack;
  const [snapshot, train] = pointsJob.steps;
  const declaration = JobDeclaration.parse({
    ...pointsJob,
    name: 'evaluated',
    parameters: { bias: 0.1, seconds: 0, fail: false },
    steps: [snapshot, { ...train, command: ['node', trainer] }],
    evaluate: { ...pointsJob.evaluate, load: { requestsPerSecond: 40, seconds: 1 } },
    release: { endpoint: 'points', criteria: CRITERIA },
  });
  const code = { directory: dirname(POINTS_JOB), commit: null, dirty: false };
  await client.putJob({ params: { job: 'evaluated' }, body: { declaration, code } });
  const run = await finished(stack, await client.startRun({ params: { job: 'evaluated' }, body: {} }));
  assert.equal(run.state, 'succeeded', JSON.stringify(run.steps.map(({ failure }) => failure)));
  const id = run.steps.map(({ output }) => output?.review).find((review) => typeof review === 'string');
  const { evidence } = await client.getReview({ params: { review: id as string } });
  return { run, evidence, evaluation: evidence.evaluation };
};

/** What was measured, without what names the version and what a clock says. */
const measured = ({ id: _, version: __, createdAt: ___, seconds: ____, load: _____, ...rest }: Evaluation) =>
  rest;

/** Two trainers of the same model, of which one lies; the stack holds no version of a model yet. */
export const evaluation = async (t: TestContext, stack: TestStack): Promise<void> => {
  const { client, directory } = stack;
  const honest = await evaluatedBy(stack, 'write-model.ts');
  const lying = await evaluatedBy(stack, 'write-lies.ts');

  await t.test('the lies are where a trainer may write, and only there', async () => {
    const { metrics } = await client.getRunMetrics({ params: { run: lying.run.id }, query: {} });
    assert.deepEqual(metrics.map(({ key, value }) => [key, value]).sort(), [
      ['accuracy', 1],
      ['auc', 1],
    ]);
    assert.deepEqual(measured(lying.evaluation), measured(honest.evaluation));
    assert.ok(lying.evaluation.metrics.auc!.value! < 0.9);
  });

  await t.test('a real predictor answered as the evaluator, under the declared load too', () => {
    const { serving, load } = lying.evaluation;
    assert.deepEqual([serving?.rows, serving?.mismatches], [432, 0]);
    assert.equal(load?.errors, 0, load?.firstError);
    assert.ok(load.machine.cores >= 1 && load.requests > 15);
    assert.deepEqual(
      lying.evidence.criteria.map(({ name, verdict }) => [name, verdict]),
      CRITERIA.map(({ name }) => [name, 'pass']),
    );
  });

  await t.test('every figure can be followed down to its rows', async () => {
    const command = ['model', 'rows', 'points', '2', '--data-dir', directory];
    const worst = await runCommand(...command, '--limit', '3', '--json');
    assert.deepEqual(JSON.parse(worst.stdout), lying.evaluation.worstRows?.slice(0, 3), worst.stderr);
    assert.match((await runCommand(...command)).stdout, /^ROW +LABEL +SCORE +LOSS +distance +hour +origin\n/);
    const wrong = await runCommand(
      ...command,
      '--where',
      "decision = '1' and label = 0",
      '--limit',
      '500',
      '--json',
    );
    assert.equal(wrong.code, 0, wrong.stderr);
    assert.match(wrong.stderr, /the table rows_of_evaluation_2 of the warehouse/);
    const { columns, rows } = JSON.parse(wrong.stdout) as QueryResult;
    const names = ['row', 'label', 'score', 'decision', 'loss', 'origin'];
    assert.deepEqual(
      columns.map(({ name }) => name),
      names,
    );
    const [right] = (
      await client.query({
        body: {
          sql: 'select avg((decision = label::text)::int)::double from rows_of_evaluation_2',
          parameters: {},
          limit: 1,
        },
      })
    ).rows;
    const accuracy = lying.evaluation.metrics.accuracy!.value!;
    assert.ok(Math.abs((right?.[0] as number) - accuracy) < 1e-9);
    assert.ok(rows.length > 0 && rows.every(([, label, score]) => label === 0 && (score as number) >= 0.5));
    const again = await runCommand(...command, '--where', 'nonsense');
    assert.equal(again.code !== 0, true);
    assert.match(again.stderr, /nonsense/);
    const none = await runCommand('model', 'rows', 'points', '9', '--data-dir', directory);
    assert.match(none.stderr, /NOT_FOUND/);
  });
};
