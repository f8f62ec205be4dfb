import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { EVALUATOR_SOURCE } from './fixtures/evaluator.ts';
import { SIGNATURE } from './fixtures/signature.ts';
import { startStack } from './fixtures/training-stack.ts';

const command = (name: string, script: string, more = {}) =>
  ({ kind: 'command', name, command: ['node', script], ...more }) satisfies JobInput['steps'][number];
const extract = {
  kind: 'snapshot',
  name: 'extract',
  sql: 'select * from flights where day > $from',
} as const;

const TRAIN = `
import { readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
const json = (name) => JSON.parse(readFileSync(process.env[name], 'utf8'));
const { extract } = json('SLIPWAY_INPUTS');
console.log('input', readFileSync(extract.path, 'utf8'), extract.rows, extract.format);
console.log('told', Object.keys(process.env).filter((name) => name.startsWith('SLIPWAY_')).sort().join(' '));
console.log('parameters', JSON.stringify(json('SLIPWAY_PARAMETERS')), 'seed', process.env.SLIPWAY_SEED);
appendFileSync(process.env.SLIPWAY_METRICS, '{"key":"loss","value":0.5}\\n');
const out = (name, text) => writeFileSync(join(process.env.SLIPWAY_OUTPUT_DIR, name), text);
out('model.onnx', 'the model');
out('signature.json', ${JSON.stringify(JSON.stringify(SIGNATURE))});
`;

/** One for all tests of this file: making one takes seconds. */
let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

test('the worker does every kind of step', async (t) => {
  const stack = await startStack(t, { database });
  const { planes } = stack;
  await stack.startWorker();
  await stack.script('train.mjs', TRAIN);
  await stack.script('evaluator.mjs', EVALUATOR_SOURCE);
  const job = {
    parameters: { from: '2001-01-01', depth: 4 },
    steps: [extract, command('train', 'train.mjs', { needs: ['extract'] })],
    register: { step: 'train', model: 'delays' },
    evaluate: { holdout: 'select * from holdout', label: 'late' },
    release: { endpoint: 'delays', criteria: [{ name: 'good', pass: 'eval.auc.value > 0.5' }] },
  };

  await t.test('a run goes from the extraction to an open review', async () => {
    const run = await stack.finish(await stack.begin(job));
    assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
    const output = Object.fromEntries(run.steps.map((step) => [step.name, step.output]));
    assert.deepEqual(
      output.train?.artifacts?.map(({ name }) => name),
      ['model.onnx', 'signature.json'],
    );
    assert.deepEqual(output.register?.model, { name: 'delays', version: 1 });
    assert.deepEqual(output.evaluate, { evaluation: 'evaluation-1', review: 'review-1' });
    assert.deepEqual(planes.snapshots[0]?.parameters, { from: '2001-01-01' }, 'only what the query mentions');
    assert.deepEqual(
      planes.reviews.map(({ endpoint, criteria }) => [endpoint, criteria?.length]),
      [['delays', 1]],
    );
    const log = await stack.act().log(run.id);
    assert.ok(log.includes('train stdout: input rows of select * from flights where day > $from 3 parquet'));
    assert.ok(log.includes('train stdout: parameters {"from":"2001-01-01","depth":4} seed 42'));
    assert.ok(
      log.includes(
        'train stdout: told SLIPWAY_ATTEMPT SLIPWAY_INPUTS SLIPWAY_METRICS SLIPWAY_OUTPUT_DIR SLIPWAY_PARAMETERS SLIPWAY_RUN_ID SLIPWAY_SEED SLIPWAY_STEP',
      ),
      'a step is told nothing else, no address and no token',
    );
    assert.ok(log.some((line) => line.startsWith('evaluate stdout: evaluating the model on rows of')));
    const { metrics } = await stack
      .act()
      .author.call(trainingRoutes.getRunMetrics, { params: { run: run.id } });
    assert.deepEqual(
      metrics.map(({ key, value }) => [key, value]),
      [['loss', 0.5]],
    );
    assert.deepEqual(
      await readdir(join(stack.stepsDirectory, run.id, 'train')),
      [],
      'nothing is left behind',
    );
  });

  await t.test('the version carries its lineage', () => {
    const [version] = planes.versions;
    assert.ok(version);
    const { lineage, artifactBytes, signature } = version;
    assert.deepEqual(
      [lineage.author, lineage.command, lineage.seed, lineage.code.commit, lineage.snapshots.length],
      ['author', ['node', 'train.mjs'], 42, 'c0ffee', 1],
    );
    assert.deepEqual(Object.keys(lineage.environment), ['node', 'platform', 'arch', 'slipway']);
    assert.deepEqual([artifactBytes, signature.score], [9, 'score']);
  });

  await t.test('the next version is compared with the champion of the endpoint', async () => {
    const artifact = planes.versions[0]?.artifact ?? '';
    planes.endpoint = {
      name: 'delays',
      revision: 1,
      unit: null,
      champion: 'first',
      variants: [
        {
          name: 'first',
          deployment: 'd1',
          model: 'delays',
          version: 1,
          release: 'r1',
          artifact,
          predictors: [],
        },
      ],
      parameters: { revision: 0, values: {} },
      experiments: [],
      createdAt: '2001-01-01T00:00:00.000Z',
    };
    await stack.finish(await stack.begin({ ...job, parameters: { ...job.parameters, depth: 5 } }));
    assert.deepEqual(
      planes.evaluations.map(({ comparison }) => comparison?.champion ?? null),
      [null, { model: 'delays', version: 1, artifact }],
    );
  });

  await t.test('an impossible evaluation is reported with the reason of the evaluator', async () => {
    const run = await stack.finish(
      await stack.begin({ ...job, evaluate: { ...job.evaluate, label: 'impossible' } }),
    );
    const failure = run.steps.find(({ name }) => name === 'evaluate')?.failure;
    assert.deepEqual([failure?.code, failure?.reason], ['EVALUATION_IMPOSSIBLE', 'the label is constant']);
  });

  await t.test(
    'an empty snapshot, a missing model and a broken signature fail the run with their codes',
    async () => {
      const failureOf = async (more: Partial<JobInput>) => {
        const run = await stack.finish(await stack.begin({ ...job, ...more }));
        const step = run.steps.find(({ state }) => state === 'failed');
        return [step?.name, step?.failure?.code];
      };
      planes.rows = 0;
      assert.deepEqual(await failureOf({ steps: [extract, ...job.steps.slice(1)] }), [
        'extract',
        'EMPTY_SNAPSHOT',
      ]);
      planes.rows = 3;
      await stack.script('empty.mjs', '');
      const steps = (script: string) => [extract, command('train', script)];
      assert.deepEqual(await failureOf({ steps: steps('empty.mjs') }), ['register', 'STEP_OUTPUT_MISSING']);
      await stack.script(
        'broken.mjs',
        TRAIN.replace(String.raw`\"task\":\"binary\"`, String.raw`\"task\":\"magic\"`).replace(
          /^const \{ extract.*\nconsole.log\('input.*$/m,
          '',
        ),
      );
      assert.deepEqual(await failureOf({ steps: steps('broken.mjs') }), [
        'register',
        'INVALID_SIGNATURE_FILE',
      ]);
    },
  );
});

test('what goes wrong in a step is reported, and the worker goes on', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();

  await t.test('a failing step carries its exit code and its last lines', async () => {
    await stack.script(
      'fail.mjs',
      'for (let i = 1; i <= 30; i++) console.error("line", i); process.exitCode = 3;',
    );
    const run = await stack.finish(await stack.begin({ steps: [command('fail', 'fail.mjs')] }));
    const failure = run.steps[0]?.failure;
    assert.deepEqual(
      [run.state, failure?.exitCode, failure?.reason],
      ['failed', 3, 'it ended with exit code 3'],
    );
    assert.deepEqual(
      failure?.lastLines,
      Array.from({ length: 20 }, (_, i) => `line ${i + 11}`),
    );
    assert.equal((await stack.act().log(run.id)).filter((line) => line.includes('stderr: line')).length, 30);
  });

  await t.test('a step that fails once is tried again', async () => {
    await stack.script('flaky.mjs', 'if (process.env.SLIPWAY_ATTEMPT === "1") throw new Error("not yet");');
    const retry = { limit: 1, delaySeconds: 0.1 };
    const run = await stack.finish(await stack.begin({ steps: [command('flaky', 'flaky.mjs', { retry })] }));
    assert.deepEqual([run.state, run.steps[0]?.attempt], ['succeeded', 2]);
  });

  await t.test('a step that takes too long, and a program that is not there', async () => {
    await stack.script('slow.mjs', 'setInterval(() => {}, 1000)');
    const slow = await stack.finish(
      await stack.begin({ steps: [command('slow', 'slow.mjs', { timeoutSeconds: 1 })] }),
    );
    assert.equal(slow.steps[0]?.failure?.reason, 'it took longer than 1 s');
    const retry = { limit: 3, delaySeconds: 60 };
    const absent = await stack.finish(
      await stack.begin({
        steps: [{ kind: 'command', name: 'absent', command: ['no-such-program'], retry }],
      }),
    );
    assert.equal(absent.steps[0]?.failure?.reason, 'the program "no-such-program" was not found');
  });

  await t.test('a link among the outputs is refused', async () => {
    await stack.script(
      'link.mjs',
      'import { symlinkSync } from "node:fs"; symlinkSync("/etc/passwd", process.env.SLIPWAY_OUTPUT_DIR + "/model.onnx");',
    );
    const run = await stack.finish(await stack.begin({ steps: [command('link', 'link.mjs')] }));
    assert.equal(run.steps[0]?.failure?.reason, 'the output "model.onnx" is a link, only files can be kept');
  });

  await t.test('a cancelled run ends its running step', async () => {
    const run = await stack.begin({ steps: [command('slow', 'slow.mjs')] });
    while ((await stack.act().states(run.id)).slow !== 'running') await sleep(50);
    await stack.act().author.call(trainingRoutes.cancelRun, { params: { run: run.id } });
    assert.equal((await stack.finish(run)).state, 'cancelled');
  });
});
