import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { livesIn, living, livingStep } from './fixtures/living-step.ts';
import { startStack } from './fixtures/training-stack.ts';
import { startWorkerProcess } from './fixtures/worker-process.ts';

const LEASE_SECONDS = 1;
const STEPS = [{ kind: 'command' as const, name: 'living', command: ['node', 'living.mjs'] }];

/** One for all tests of this file: making one takes seconds. */
let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

test('kill -9 of the worker: its step dies, another worker does it again, and never two at once', async (t) => {
  const stack = await startStack(t, { leaseSeconds: LEASE_SECONDS, database });
  const journal = join(stack.root, 'journal');
  await stack.script('living.mjs', livingStep(journal, 1500));
  const first = startWorkerProcess(t, stack);
  const run = await stack.begin({ steps: STEPS });
  await living(journal);
  first.kill('SIGKILL');
  startWorkerProcess(t, stack);
  const done = await stack.finish(run);
  assert.deepEqual([done.state, done.steps[0]?.attempt], ['succeeded', 2]);
  const lives = await livesIn(journal);
  assert.deepEqual(
    lives.map(({ attempt, ended }) => [attempt, ended]),
    [
      [1, false],
      [2, true],
    ],
  );
});

test('a dead control process: the step goes on, and its lines and result arrive when it is back', async (t) => {
  const stack = await startStack(t, { leaseSeconds: LEASE_SECONDS, database });
  const journal = join(stack.root, 'journal');
  await stack.script(
    'living.mjs',
    `${livingStep(journal, 3 * LEASE_SECONDS * 1000)} process.on('exit', () => console.log('bye'));`,
  );
  await stack.startWorker();
  const run = await stack.begin({ steps: STEPS });
  await living(journal);
  const startAgain = await stack.stopControl();
  while (!(await livesIn(journal)).some(({ ended }) => ended)) await sleep(50);
  await sleep(LEASE_SECONDS * 1000);
  await startAgain();
  const done = await stack.finish(run);
  assert.deepEqual([done.state, done.steps[0]?.attempt], ['succeeded', 1]);
  const log = await stack.act().log(run.id);
  assert.equal(log.filter((line) => line === 'living stdout: bye').length, 1);
});

test('a worker that is stopped ends its step, which a later worker takes up', async (t) => {
  const stack = await startStack(t, { leaseSeconds: LEASE_SECONDS, database });
  const journal = join(stack.root, 'journal');
  await stack.script('living.mjs', livingStep(journal, 1000));
  const first = await stack.startWorker();
  const run = await stack.begin({ steps: STEPS });
  await living(journal);
  await first.stop();
  const [stopped] = await livesIn(journal);
  await stack.startWorker();
  const done = await stack.finish(run);
  assert.deepEqual([done.state, done.steps[0]?.attempt], ['succeeded', 2]);
  assert.equal(stopped?.ended, false);
});
