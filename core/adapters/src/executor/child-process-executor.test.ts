import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createChildProcessExecutor } from './child-process-executor.ts';
import { holdsWithin, isAlive, testExecutor } from './executor.suite.ts';
import { isolated } from './fixtures/isolated-executor.ts';
import { chooseIsolation } from './isolation/choose-isolation.ts';

testExecutor('child process', createChildProcessExecutor);

const isolation = await chooseIsolation({ setting: 'auto', hidden: [] });
if (isolation.kind === 'namespace')
  testExecutor('isolated child process', () => isolated(createChildProcessExecutor({ isolation })));
else test('isolated child process', { skip: isolation.reason }, () => undefined);

const ASKING_PROCESS = fileURLToPath(new URL('./fixtures/asking-process.main.ts', import.meta.url));

/** A process that runs a step, and the numbers of the step, of its child, and of its guard. */
const startAskingProcess = async () => {
  const asking = spawn(process.execPath, [ASKING_PROCESS], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  const [line] = (await once(asking.stdout, 'data')) as [Buffer];
  const pids = line.toString('utf8').trim().split(' ').map(Number) as [number, number, number];
  return { asking, pids };
};

test('kill -9 of the asking process: the step, its children and the guard are gone within 2 s', async () => {
  const { asking, pids } = await startAskingProcess();
  assert.ok(pids.every(isAlive));
  asking.kill('SIGKILL');
  assert.ok(await holdsWithin(2000, () => !pids.some(isAlive)));
});

test('kill -9 of the guard: the step is ended, and the execution says why', async (t) => {
  const lines: string[] = [];
  const execution = createChildProcessExecutor().start({
    command: ['node', '-e', 'console.log(process.pid + " " + process.ppid); setInterval(() => {}, 1000)'],
    directory: '/',
    environment: {},
    timeoutMs: 60_000,
    onLine: (_stream, text) => lines.push(text),
  });
  t.after(() => execution.cancel(0));
  assert.ok(await holdsWithin(10_000, () => lines.length > 0));
  const [step = 0, guard = 0] = (lines[0] ?? '').split(' ').map(Number);
  process.kill(guard, 'SIGKILL');
  assert.equal((await execution.result).reason, 'its guard process was killed');
  assert.ok(await holdsWithin(2000, () => !isAlive(step)));
});
