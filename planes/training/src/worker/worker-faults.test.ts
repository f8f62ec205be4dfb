import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPgliteDatabase } from '@slipway/adapters';
import type { Database } from '@slipway/platform/database';
import { startStack } from './fixtures/training-stack.ts';

const WORKER = fileURLToPath(new URL('./fixtures/worker.main.ts', import.meta.url));
const LEASE_SECONDS = 1;

/** One for all tests of this file: making one takes seconds. */
let database: Database;
before(async () => {
  database = await createPgliteDatabase({ directory: 'memory' });
});
after(() => database.close());

/** Says when it begins, lives for a while with a sign of life every 20 ms, and says when it has ended by itself. */
const livingStep = (journal: string, milliseconds: number) => `
import { appendFileSync } from 'node:fs';
const say = (what) => appendFileSync(${JSON.stringify(journal)}, what + ' ' + process.env.SLIPWAY_ATTEMPT + ' ' + Date.now() + '\\n');
say('begins');
console.log('pid', process.pid);
const alive = setInterval(() => say('alive'), 20);
setTimeout(() => { clearInterval(alive); say('ends'); }, ${milliseconds});
`;

/** The first and last sign of life of each attempt. */
const livesIn = async (journal: string) => {
  const lives = new Map<string, { from: number; to: number; ended: boolean }>();
  for (const line of (await readFile(journal, 'utf8')).trim().split('\n')) {
    const [what, attempt = '', time] = line.split(' ');
    const life = lives.get(attempt) ?? { from: Number(time), to: 0, ended: false };
    lives.set(attempt, { ...life, to: Number(time), ended: life.ended || what === 'ends' });
  }
  return [...lives.values()];
};

test('kill -9 of the worker: its step dies, another worker does it again, and never two at once', async (t) => {
  const stack = await startStack(t, { leaseSeconds: LEASE_SECONDS, database });
  const journal = join(stack.root, 'journal');
  await stack.script('living.mjs', livingStep(journal, 1500));
  const { control, others } = stack.addresses();
  const startProcess = () => {
    const blobs = join(stack.root, 'blobs');
    const args = [
      '--control',
      control,
      '--others',
      others,
      '--steps',
      stack.stepsDirectory,
      '--blobs',
      blobs,
    ];
    const child = spawn(process.execPath, [WORKER, ...args], {
      stdio: 'inherit',
      env: {},
    });
    t.after(async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    });
    return child;
  };
  const first = startProcess();
  const run = await stack.begin({
    steps: [{ kind: 'command', name: 'living', command: ['node', 'living.mjs'] }],
  });
  while (!(await readFile(journal, 'utf8').catch(() => '')).includes('alive')) await sleep(20);
  first.kill('SIGKILL');
  startProcess();
  const done = await stack.finish(run);
  assert.deepEqual([done.state, done.steps[0]?.attempt], ['succeeded', 2]);
  const [killed, second] = await livesIn(journal);
  assert.ok(killed && second);
  assert.equal(killed.ended, false);
  assert.equal(second.ended, true);
  assert.ok(killed.to < second.from, 'the first attempt was over before the second began');
});

test('a dead control process: the step goes on, and its lines and result arrive when it is back', async (t) => {
  const stack = await startStack(t, { leaseSeconds: LEASE_SECONDS, database });
  const journal = join(stack.root, 'journal');
  await stack.script(
    'living.mjs',
    `${livingStep(journal, 800)} process.on('exit', () => console.log('bye'));`,
  );
  await stack.startWorker();
  const run = await stack.begin({
    steps: [{ kind: 'command', name: 'living', command: ['node', 'living.mjs'] }],
  });
  while (!(await readFile(journal, 'utf8').catch(() => '')).includes('alive')) await sleep(20);
  const startAgain = await stack.stopControl();
  while (!(await readFile(journal, 'utf8')).includes('ends')) await sleep(50);
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
  const run = await stack.begin({
    steps: [{ kind: 'command', name: 'living', command: ['node', 'living.mjs'] }],
  });
  while (!(await readFile(journal, 'utf8').catch(() => '')).includes('alive')) await sleep(20);
  await first.stop();
  const [stopped] = await livesIn(journal);
  await stack.startWorker();
  const done = await stack.finish(run);
  assert.deepEqual([done.state, done.steps[0]?.attempt], ['succeeded', 2]);
  assert.equal(stopped?.ended, false);
});
