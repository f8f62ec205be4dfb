import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chooseIsolation, createChildProcessExecutor } from '@slipway/adapters';
import type { JobInput } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { EVALUATOR_SOURCE } from './fixtures/evaluator.ts';
import { SIGNATURE } from './fixtures/signature.ts';
import { startStack } from './fixtures/training-stack.ts';

/** One for all tests of this file: making one takes seconds. */
let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

const possible = await chooseIsolation({ setting: 'auto', hidden: [] });
const namespaces = { skip: possible.kind === 'none' && `NOT TESTED: ${possible.reason}` };

/** Looks for the rows of a holdout in every file below the directory that holds the stack, and says what it is given. */
const SEARCH = `
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const [root] = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith('.mjs'));
console.log('holdouts', files.filter((path) => readFileSync(path, 'utf8').includes('holdout rows')).length);
console.log('secrets', files.filter((path) => readFileSync(path, 'utf8').includes('of the stack')).length);
console.log('input', readFileSync(JSON.parse(readFileSync(process.env.SLIPWAY_INPUTS, 'utf8')).training.path, 'utf8').length > 0);
console.log('parameters', readFileSync(process.env.SLIPWAY_PARAMETERS, 'utf8').includes('depth'));
appendFileSync(process.env.SLIPWAY_METRICS, JSON.stringify({ key: 'loss', value: 0.5 }) + '\\n');
const out = (name, text) => writeFileSync(join(process.env.SLIPWAY_OUTPUT_DIR, name), text);
out('model.onnx', 'the model');
out('signature.json', ${JSON.stringify(JSON.stringify(SIGNATURE))});
`;

const prepare = async (t: Parameters<typeof startStack>[0]) => {
  const stack = await startStack(t, { database });
  const hidden = ['blobs', 'steps', 'tokens', 'keys', 'secrets', 'database'].map((name) =>
    join(stack.root, name),
  );
  for (const directory of hidden) await mkdir(directory, { recursive: true });
  await writeFile(join(stack.root, 'tokens', 'owner'), 'the token of the stack');
  await writeFile(join(stack.root, 'keys', 'release.pem'), 'the key of the stack');
  await stack.script('search.mjs', SEARCH);
  await stack.script('evaluator.mjs', EVALUATOR_SOURCE);
  const isolate = async (setting: 'auto' | 'namespace' | 'none', path?: string) =>
    createChildProcessExecutor({ isolation: await chooseIsolation({ setting, hidden, path }) });
  const job: Omit<JobInput, 'name'> = {
    parameters: { depth: 4 },
    steps: [
      {
        kind: 'snapshot',
        name: 'training',
        sql: 'select * from flights',
        split: { by: 'hash', column: 'unit', holdout: 0.2 },
      },
      {
        kind: 'command',
        name: 'train',
        needs: ['training'],
        command: ['node', 'search.mjs', stack.root],
        reuse: false,
      },
    ],
    register: { step: 'train', model: 'delays' },
    evaluate: { holdout: { step: 'training' }, label: 'late' },
  };
  return { stack, isolate, job };
};

test(
  'a training step does not find the holdouts of earlier runs, nor tokens and keys; the rest of the run is as ever',
  namespaces,
  async (t) => {
    const { stack, isolate, job } = await prepare(t);
    await stack.startWorker({ executor: await isolate('namespace') });
    for (const which of ['first', 'second']) {
      const run = await stack.finish(await stack.begin(job));
      assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
      const log = await stack.act().log(run.id);
      for (const line of ['holdouts 0', 'secrets 0', 'input true', 'parameters true'])
        assert.ok(log.includes(`train stdout: ${line}`), `${which}: ${line}\n${log.join('\n')}`);
      assert.ok(log.some((line) => line.startsWith('train platform: isolation: namespace')));
      assert.ok(
        log.some((line) => line.includes('evaluating the model on holdout rows')),
        'the evaluator sees it',
      );
      const train = run.steps.find(({ name }) => name === 'train');
      assert.equal(train?.usage?.isolation, 'namespace');
      assert.deepEqual(train?.output?.artifacts?.map(({ name }) => name).sort(), [
        'model.onnx',
        'signature.json',
      ]);
      assert.equal(run.steps.find(({ name }) => name === 'evaluate')?.usage?.isolation, undefined);
    }
  },
);

test('without isolation the second run finds the holdout of the first, and its record says so', async (t) => {
  const { stack, isolate, job } = await prepare(t);
  await stack.startWorker({ executor: await isolate('none') });
  await stack.finish(await stack.begin(job));
  const run = await stack.finish(await stack.begin(job));
  const log = await stack.act().log(run.id);
  assert.ok(log.includes('train stdout: secrets 2'));
  assert.ok(!log.includes('train stdout: holdouts 0'), log.join('\n'));
  assert.ok(log.includes('train platform: isolation: none, SLIPWAY_STEP_ISOLATION is none'));
  assert.equal(run.steps.find(({ name }) => name === 'train')?.usage?.isolation, 'none');
});

test('a worker that must isolate and cannot refuses the command, says why, and does not try again', async (t) => {
  const { stack, isolate, job } = await prepare(t);
  await stack.startWorker({ executor: await isolate('namespace', join(stack.root, 'nowhere')) });
  const steps = job.steps.map((step) => (step.kind === 'command' ? { ...step, retry: { limit: 3 } } : step));
  const run = await stack.finish(await stack.begin({ ...job, steps }));
  const train = run.steps.find(({ name }) => name === 'train');
  assert.deepEqual(
    [train?.state, train?.attempt, train?.failure?.code],
    ['failed', 1, 'STEP_ISOLATION_IMPOSSIBLE'],
  );
  assert.equal(run.steps.find(({ name }) => name === 'training')?.state, 'succeeded');
});
