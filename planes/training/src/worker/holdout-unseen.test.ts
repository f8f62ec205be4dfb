import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JobInput, Run } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { EVALUATOR_SOURCE } from './fixtures/evaluator.ts';
import { SIGNATURE } from './fixtures/signature.ts';
import { startStack } from './fixtures/training-stack.ts';

/**
 * A trainer that looks for the holdout: in its environment, below every directory that it was given or runs in, and, as a process
 * of the same user can, below the whole data directory.
 */
const SNOOP = `
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const holds = (path) => { try { return readFileSync(path, 'utf8').includes('holdout rows'); } catch { return false; } };
const find = (directory) => readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith('.mjs') && holds(path));
const given = [process.cwd(), dirname(process.env.SLIPWAY_INPUTS), process.env.SLIPWAY_OUTPUT_DIR];
console.log('inputs', Object.keys(JSON.parse(readFileSync(process.env.SLIPWAY_INPUTS, 'utf8'))).join());
console.log('input keys', Object.keys(JSON.parse(readFileSync(process.env.SLIPWAY_INPUTS, 'utf8')).training).sort().join());
console.log('in given directories', given.flatMap(find).length);
console.log('in the environment', Object.values(process.env).filter((value) => value.includes('holdout') || value.includes('/blobs') || /^https?:/.test(value)).length);
console.log('in the whole data directory', find(join(dirname(process.env.SLIPWAY_INPUTS), '../../../..')).length);
const out = (name, text) => writeFileSync(join(process.env.SLIPWAY_OUTPUT_DIR, name), text);
out('model.onnx', 'the model');
out('signature.json', ${JSON.stringify(JSON.stringify(SIGNATURE))});
`;

let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

const job: Omit<JobInput, 'name'> = {
  parameters: { from: '2001-01-01', depth: 4 },
  steps: [
    {
      kind: 'snapshot',
      name: 'training',
      sql: 'select * from flights where day > $from',
      split: { by: 'hash', column: 'unit', holdout: 0.2 },
    },
    { kind: 'command', name: 'train', needs: ['training'], command: ['node', 'snoop.mjs'] },
    { kind: 'command', name: 'report', needs: ['training'], command: ['node', 'snoop.mjs'] },
  ],
  register: { step: 'train', model: 'delays' },
  evaluate: { holdout: { step: 'training' }, label: 'late' },
};

const stepOf = (run: Run, name: string) => {
  const step = run.steps.find((candidate) => candidate.name === name);
  assert.ok(step);
  return step;
};

test('a training step finds the holdout nowhere: it is extracted when no command of the run works any more', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  await stack.script('snoop.mjs', SNOOP);
  await stack.script('evaluator.mjs', EVALUATOR_SOURCE);
  stack.planes.moved = 'shifted (PSI) delay 0.31';
  const run = await stack.finish(await stack.begin(job));
  assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
  const log = await stack.act().log(run.id);
  for (const step of ['train', 'report'])
    for (const found of [
      'inputs training',
      'input keys digest,format,path,rows',
      'in given directories 0',
      'in the environment 0',
      'in the whole data directory 0',
    ])
      assert.ok(log.includes(`${step} stdout: ${found}`), `${step}: ${found}\n${log.join('\n')}`);
  assert.ok(log.includes('training platform: shifted (PSI) delay 0.31'), 'how it differs is told');
  assert.ok(log.some((line) => line.includes('evaluating the model on holdout rows of select')));

  const { planes } = stack;
  assert.deepEqual(
    planes.snapshots.map(({ part, sql, parameters }) => [part, sql, parameters]),
    ['training', 'holdout'].map((part) => [
      part,
      'select * from flights where day > $from',
      { from: '2001-01-01' },
    ]),
    'both parts are of one query',
  );
  const holdout = stepOf(run, 'holdout');
  for (const step of ['train', 'report'])
    assert.ok((stepOf(run, step).finishedAt ?? '9') <= (holdout.startedAt ?? ''), `${step} had ended`);
  assert.notEqual(holdout.output?.snapshot?.digest, stepOf(run, 'training').output?.snapshot?.digest);
});

test('data that is not as expected ends the run before anything is trained, and says which rows', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  stack.planes.refusal = 'delay < 0';
  const run = await stack.finish(await stack.begin({ ...job, name: 'refused' }));
  assert.equal(run.state, 'failed');
  const { failure, attempt } = stepOf(run, 'training');
  assert.deepEqual([failure?.code, attempt], ['EXPECTATION_FAILED', 1], 'no retry would help');
  assert.deepEqual(failure?.lastLines, ['delay < 0, row 17: delay = -3']);
  assert.equal(stepOf(run, 'train').startedAt, null);
  const log = await stack.act().log(run.id);
  assert.ok(log.includes('training platform: delay < 0, row 17: delay = -3'));
});
