import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { type JobInput, type Run, trainingRoutes } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../../jobs/fixtures/training-database.ts';
import { EVALUATOR_SOURCE } from '../fixtures/evaluator.ts';
import { SIGNATURE } from '../fixtures/signature.ts';
import { startStack } from '../fixtures/training-stack.ts';

const TRAIN = `
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
appendFileSync(process.env.SLIPWAY_METRICS, '{"key":"loss","value":0.5}\\n');
const out = (name, text) => writeFileSync(join(process.env.SLIPWAY_OUTPUT_DIR, name), text);
out('model.onnx', 'the model');
out('signature.json', ${JSON.stringify(JSON.stringify(SIGNATURE))});
`;
const JOB: Omit<JobInput, 'name'> = {
  parameters: { depth: 4 },
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

const prepare = async (t: TestContext, name: string) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  await stack.script('train.mjs', TRAIN);
  await stack.script('evaluator.mjs', EVALUATOR_SOURCE);
  const job = { ...JOB, name };
  /** Of what follows the training nothing is asked: less is waited for. */
  const { register: _, evaluate: __, ...training } = job;
  return {
    stack,
    job,
    run: async (more: object = {}) => stack.finish(await stack.begin({ ...job, ...more })),
    train: async (more: object = {}) => stack.finish(await stack.begin({ ...training, ...more })),
  };
};

const reusedIn = ({ steps }: Run) =>
  Object.fromEntries(steps.map(({ name, reusedFrom }) => [name, reusedFrom?.run ?? null]));

test('the same again: what reads the warehouse runs, everything else is reused, and no second version is made', async (t) => {
  const { stack, run } = await prepare(t, 'again');
  const first = await run();
  assert.equal(first.state, 'succeeded', JSON.stringify(first.steps));
  assert.deepEqual(Object.values(reusedIn(first)), [null, null, null, null, null]);
  const second = await run();
  assert.equal(second.state, 'succeeded');
  const { id } = first;
  assert.deepEqual(reusedIn(second), { extract: null, train: id, register: id, holdout: null, evaluate: id });
  assert.deepEqual(
    second.steps.map(({ output }) => output),
    first.steps.map(({ output }) => output),
  );
  assert.equal(stack.planes.versions.length, 1);
  assert.equal(stack.planes.evaluations.length, 1);
  const third = await run();
  assert.equal(reusedIn(third).train, id, 'the run that ran it is named, not one that reused it');

  const { author } = stack.act();
  const { metrics } = await author.call(trainingRoutes.getRunMetrics, { params: { run: third.id } });
  assert.deepEqual(
    metrics.map(({ key, value }) => [key, value]),
    [['loss', 0.5]],
  );
  const log = await stack.act().log(third.id);
  assert.ok(log.includes(`train platform: not run: the result of run ${id} is reused`));
});

test('a run that is wanted fresh runs everything, and can be reused itself', async (t) => {
  const { stack, job, run } = await prepare(t, 'fresh');
  await run();
  const { author } = stack.act();
  const started = await author.call(trainingRoutes.startRun, {
    params: { job: job.name },
    body: { fresh: true },
  });
  const fresh = await stack.finish(started);
  assert.equal(fresh.state, 'succeeded');
  assert.deepEqual(new Set(Object.values(reusedIn(fresh))), new Set([null]));
  assert.deepEqual(stack.planes.versions.map(({ lineage }) => lineage.run).at(-1), fresh.id);
  assert.equal(reusedIn(await run()).train, fresh.id, 'the newest of two results');
});

test('other code, parameters, seed or data run the step again; a step may ask for that itself', async (t) => {
  const { stack, job, train: run } = await prepare(t, 'other');
  await run();
  await stack.script('train.mjs', `${TRAIN}\n// changed`);
  assert.equal(reusedIn(await run()).train, null);
  assert.equal(reusedIn(await run({ parameters: { depth: 5 } })).train, null);
  assert.equal(reusedIn(await run({ seed: 7 })).train, null);
  const [extract, train] = job.steps;
  assert.equal(
    reusedIn(await run({ steps: [{ ...extract, sql: 'select * from other' }, train] })).train,
    null,
  );
  const always = { steps: [extract, { ...train, reuse: false }] };
  await run(always);
  assert.equal(reusedIn(await run(always)).train, null);
});

test('a step whose code changes while it runs is never reused', async (t) => {
  const { stack, run } = await prepare(t, 'changing');
  await stack.script(
    'train.mjs',
    `${TRAIN}\nwriteFileSync(join(import.meta.dirname, 'journal'), String(Date.now()));`,
  );
  const first = await run();
  const log = await stack.act().log(first.id);
  assert.ok(log.includes('train platform: its result will not be reused: its code changed while it ran'));
  const again = reusedIn(await run());
  assert.deepEqual([again.train, again.register, again.evaluate], [null, null, null]);
});
