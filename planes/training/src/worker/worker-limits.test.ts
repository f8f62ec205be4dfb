import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { runsWith } from './fixtures/step-processes.ts';
import { startStack } from './fixtures/training-stack.ts';

/** One for all tests of this file: making one takes seconds. */
let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

const command = (name: string, script: string, more = {}) =>
  ({ kind: 'command', name, command: ['node', script], ...more }) satisfies JobInput['steps'][number];

test('steps of a run that do not need each other run at the same time, as many as the worker has slots', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker({ slots: 2 });
  // Each waits for company: alone, none of them would end.
  await stack.script(
    'wait.mjs',
    `import { appendFileSync, readFileSync } from 'node:fs';
     const say = (what) => appendFileSync(${JSON.stringify(join(stack.root, 'journal'))}, what + '\\n');
     const begun = () => readFileSync(${JSON.stringify(join(stack.root, 'journal'))}, 'utf8').split('begins').length - 1;
     say('begins');
     const wait = setInterval(() => { if (begun() > 1) { clearInterval(wait); say('ends'); } }, 50);`,
  );
  const run = await stack.begin({ steps: [1, 2, 3].map((i) => command(`wait-${i}`, 'wait.mjs')) });
  assert.equal((await stack.finish(run)).state, 'succeeded');
  const journal = (await readFile(join(stack.root, 'journal'), 'utf8')).trim().split('\n');
  const underWay = journal.map(
    (_, index) =>
      journal.slice(0, index + 1).filter((what) => what === 'begins').length -
      journal.slice(0, index + 1).filter((what) => what === 'ends').length,
  );
  assert.equal(Math.max(...underWay), 2);
});

test('a step that takes more memory than its limit fails with that reason and its peak; its neighbour succeeds', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker({ slots: 2 });
  await stack.script(
    'bomb.mjs',
    'const held = []; setInterval(() => held.push(Buffer.alloc(16 * 1024 * 1024, 1)), 10);',
  );
  await stack.script('calm.mjs', 'setTimeout(() => {}, 1200);');
  const run = await stack.finish(
    await stack.begin({
      steps: [command('bomb', 'bomb.mjs', { limits: { memoryMb: 200 } }), command('calm', 'calm.mjs')],
    }),
  );
  const [bomb, calm] = run.steps;
  assert.deepEqual([bomb?.state, bomb?.failure?.code], ['failed', 'STEP_MEMORY_EXCEEDED']);
  assert.match(bomb?.failure?.reason ?? '', /^it used \d+ MiB of memory, more than its limit of 200 MiB$/);
  assert.ok((bomb?.usage?.peakMemoryBytes ?? 0) > 200 * 1024 * 1024);
  assert.equal(calm?.state, 'succeeded');
  assert.ok((calm?.usage?.peakMemoryBytes ?? 0) > 10 * 1024 * 1024);
  assert.ok((calm?.usage?.cpuSeconds ?? -1) >= 0);
  const log = await stack.act().log(run.id);
  assert.ok(log.some((line) => line.startsWith('bomb platform: memory: at most 200 MiB')));
});

test('only exit codes of the filter are tried again', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  await stack.script(
    'exit.mjs',
    'process.exit(Number(process.env.CODES.split(",")[process.env.SLIPWAY_ATTEMPT - 1]))',
  );
  const retry = { limit: 3, delaySeconds: 0.05, exitCodes: [75, 111] };
  const attempts = async (codes: string) => {
    const steps = [command('exit', 'exit.mjs', { retry, environment: { CODES: codes } })];
    const run = await stack.finish(await stack.begin({ steps }));
    return [run.state, run.steps[0]?.attempt, run.steps[0]?.failure?.exitCode ?? null];
  };
  assert.deepEqual(await attempts('75,111,0'), ['succeeded', 3, null]);
  assert.deepEqual(await attempts('75,1,0'), ['failed', 2, 1]);
});

test('secrets reach the step by reference, and are in no line, metric or failure that control stores', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  const secret = 'tr0ub4dor&3-of-the-store';
  await stack.secrets.set('STORE_KEY', secret);
  await stack.script(
    'leak.mjs',
    `import { appendFileSync } from 'node:fs';
     const { KEY, PLAIN } = process.env;
     console.log('plain', PLAIN, process.argv.length, 'key', KEY.length);
     appendFileSync(process.env.SLIPWAY_METRICS, JSON.stringify({ key: 'm ' + KEY, value: 1 }) + '\\nbroken ' + KEY + '\\n');
     process.stderr.write('the key is ' + KEY.slice(0, 5));
     setTimeout(() => { process.stderr.write(KEY.slice(5) + '!\\n'); throw new Error('cannot log in with ' + KEY); }, 100);`,
  );
  const environment = { KEY: { secret: 'STORE_KEY' }, PLAIN: 7 };
  const run = await stack.finish(
    await stack.begin({ steps: [command('leak', 'leak.mjs', { environment })] }),
  );
  const log = await stack.act().log(run.id);
  const { metrics } = await stack
    .act()
    .author.call(trainingRoutes.getRunMetrics, { params: { run: run.id } });
  const job = await stack.act().author.call(trainingRoutes.getJob, { params: { job: 'job' } });
  const stored = JSON.stringify([run, log, metrics, job]);
  assert.ok(!stored.includes(secret) && !stored.includes(secret.slice(5)), stored);
  assert.ok(log.includes(`leak stdout: plain 7 2 key ${secret.length}`));
  assert.ok(log.includes('leak stderr: the key is ***!'));
  assert.equal(metrics[0]?.key, 'm ***');
  assert.ok(run.steps[0]?.failure?.lastLines.some((line) => line.includes('cannot log in with ***')));

  await stack.secrets.remove('STORE_KEY');
  const retry = { limit: 3 };
  const missing = await stack.finish(
    await stack.begin({ steps: [command('leak', 'leak.mjs', { environment, retry })] }),
  );
  const [step] = missing.steps;
  assert.deepEqual([step?.failure?.code, step?.attempt], ['SECRET_MISSING', 1]);
});

test('cancel ends a grandchild that ignores SIGTERM in a group of its own, after the grace time that the step declares', async (t) => {
  const stack = await startStack(t, { database });
  await stack.startWorker();
  const mark = `stubborn-${process.pid}-${Date.now()}`;
  await stack.script(
    'tree.mjs',
    `import { spawn } from 'node:child_process';
     const stubborn = 'process.on("SIGTERM", () => console.log("not yet")); setInterval(() => {}, 1000); console.log("ready") // ${mark}';
     spawn(process.execPath, ['-e', stubborn], { detached: true, stdio: 'inherit' });
     process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`,
  );
  const run = await stack.begin({ steps: [command('tree', 'tree.mjs', { graceSeconds: 0.5 })] });
  while (!(await stack.act().log(run.id)).some((line) => line.endsWith('ready'))) await sleep(50);
  assert.ok(runsWith(mark));
  await stack.act().author.call(trainingRoutes.cancelRun, { params: { run: run.id } });
  assert.equal((await stack.finish(run)).state, 'cancelled');
  for (let i = 0; i < 20 && runsWith(mark); i++) await sleep(50);
  assert.ok(!runsWith(mark));
  assert.ok(
    (await stack.act().log(run.id)).some((line) => line.endsWith('not yet')),
    'it was asked first',
  );
});
