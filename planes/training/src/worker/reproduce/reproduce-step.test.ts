import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { type JobInput, type Run, reuseRoutes } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../../jobs/fixtures/training-database.ts';
import { EVALUATOR_SOURCE } from '../fixtures/evaluator.ts';
import { SIGNATURE } from '../fixtures/signature.ts';
import { startStack } from '../fixtures/training-stack.ts';

/** A trainer whose model is a number, the AUC that the evaluator of this test finds. */
const trainer = (model: string): string => `
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
const out = (name, text) => writeFileSync(join(process.env.SLIPWAY_OUTPUT_DIR, name), text);
out('model.onnx', String(${model}));
out('signature.json', ${JSON.stringify(JSON.stringify(SIGNATURE))});
`;
const EVALUATOR = EVALUATOR_SOURCE.replace(
  'value: 0.7',
  "value: Number(readFileSync(task.candidate.path, 'utf8'))",
);
const JOB: Omit<JobInput, 'name'> = {
  parameters: { share: 0.25 },
  steps: [
    { kind: 'snapshot', name: 'extract', sql: 'select * from flights' },
    { kind: 'command', name: 'train', command: ['node', 'train.mjs'], needs: ['extract'] },
  ],
  register: { step: 'train', model: 'delays' },
  evaluate: { holdout: 'select * from holdout', label: 'late' },
};

let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

const prepare = async (t: TestContext, name: string, model: string) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  await stack.script('train.mjs', trainer(model));
  await stack.script('evaluator.mjs', EVALUATOR);
  const git = (...parameters: string[]) =>
    execFileSync(
      'git',
      ['-C', join(stack.root, 'code'), '-c', 'user.name=a', '-c', 'user.email=a@b', ...parameters],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim();
  const record = async () => {
    const run = await stack.finish(await stack.begin({ ...JOB, name }));
    assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
    return run;
  };
  const reproduce = async ({ id }: Run, tolerance?: number) =>
    stack.finish(
      await stack.act().author.call(reuseRoutes.reproduceRun, {
        params: { run: id },
        body: tolerance === undefined ? {} : { tolerance },
      }),
    );
  return { stack, git, record, reproduce };
};

test('the same model again: identical, from the recorded rows, and no second version', async (t) => {
  const { stack, record, reproduce } = await prepare(t, 'same', '0.7');
  const recorded = await record();
  const asked = stack.planes.snapshots.length;
  const run = await reproduce(recorded);
  assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
  assert.deepEqual(
    run.steps.map(({ name, attempt, reusedFrom }) => [name, attempt, reusedFrom?.run]),
    [
      ['extract', 0, recorded.id],
      ['train', 1, undefined],
      ['holdout', 0, recorded.id],
      ['reproduce', 1, undefined],
    ],
  );
  assert.deepEqual(run.reproduces, { run: recorded.id, model: 'delays', version: 1, tolerance: 1e-6 });
  const [{ verdict, artifact, reproduces } = {}] = stack.planes.reproductions;
  assert.deepEqual(
    [verdict, artifact, reproduces],
    ['identical', stack.planes.versions[0]?.artifact, recorded.id],
  );
  assert.equal(stack.planes.snapshots.length, asked, 'no query ran');
  assert.equal(stack.planes.versions.length, 1);
  await assert.rejects(
    stack.act().author.call(reuseRoutes.reproduceRun, { params: { run: run.id }, body: {} }),
    { code: 'RUN_NOT_REPRODUCIBLE' },
  );
});

test('another model: its metrics on the recorded holdout decide, within the tolerance', async (t) => {
  // A trainer that takes nothing from the seed: every process makes a slightly different model.
  const { stack, record, reproduce } = await prepare(
    t,
    'noisy',
    '0.7 + Number(process.hrtime.bigint() % 1000000n) * 1e-9',
  );
  const recorded = await record();
  await reproduce(recorded, 0.01);
  await reproduce(recorded, 1e-12);
  const [near, far] = stack.planes.reproductions;
  assert.deepEqual([near?.verdict, near?.metrics[0]?.matches], ['equivalent', true]);
  assert.deepEqual([far?.verdict, far?.metrics[0]?.matches], ['different', false]);
  assert.match(far?.reason ?? '', /auc/);
  assert.equal(stack.planes.versions.length, 1);
  assert.equal(stack.planes.evaluations.length, 1, 'what was measured for the comparison is no evidence');
});

test('code that is at another commit by now is taken from the repository', async (t) => {
  const { stack, git, record, reproduce } = await prepare(t, 'moved', '0.7');
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const recorded = await record();
  await stack.script('train.mjs', trainer('0.1'));
  git('commit', '-q', '-a', '-m', 'second');
  await stack.script('new.mjs', '// not committed');
  const run = await reproduce(recorded);
  assert.equal(stack.planes.reproductions[0]?.verdict, 'identical', JSON.stringify(run.steps));
  assert.equal(git('worktree', 'list').split('\n').length, 1, 'nothing is left in the repository');
  assert.equal(git('status', '--porcelain'), '?? new.mjs');
});

test('code that is nowhere any more: impossible, with the reason on the version, and the run fails', async (t) => {
  const { stack, record, reproduce } = await prepare(t, 'gone', '0.7');
  const recorded = await record();
  await stack.script('train.mjs', trainer('0.1'));
  const run = await reproduce(recorded);
  assert.equal(run.state, 'failed');
  assert.equal(run.steps.find(({ name }) => name === 'train')?.failure?.code, 'NOT_REPRODUCED');
  const [{ verdict, reason, artifact } = {}] = stack.planes.reproductions;
  assert.deepEqual([verdict, artifact], ['impossible', null]);
  assert.match(reason ?? '', /was in no commit, and it has changed since/);
});

test('a run that registered nothing cannot be made again', async (t) => {
  const { stack } = await prepare(t, 'nothing', '0.7');
  const { register: _, evaluate: __, ...rest } = JOB;
  const run = await stack.finish(await stack.begin({ ...rest, name: 'nothing' }));
  await assert.rejects(
    stack.act().author.call(reuseRoutes.reproduceRun, { params: { run: run.id }, body: {} }),
    { code: 'RUN_NOT_REPRODUCIBLE' },
  );
  await assert.rejects(
    stack.act().author.call(reuseRoutes.reproduceRun, { params: { run: 'run-none' }, body: {} }),
    { code: 'NOT_FOUND' },
  );
});
