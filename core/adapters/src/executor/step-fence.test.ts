import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExecutionRequest } from '@slipway/platform';
import { steadyMs } from '@slipway/platform/steady';
import { createChildProcessExecutor } from './child-process-executor.ts';
import { holdsWithin, isAlive } from './executor.suite.ts';

const STUBBORN = `process.on('SIGTERM', () => {}); console.log(process.pid + ' ' + process.ppid); setInterval(() => {}, 1000)`;

const begin = async (t: TestContext, more: Partial<ExecutionRequest>) => {
  const lines: string[] = [];
  const execution = createChildProcessExecutor().start({
    command: ['node', '-e', STUBBORN],
    directory: tmpdir(),
    environment: {},
    timeoutMs: 30_000,
    onLine: (_stream, text) => lines.push(text),
    ...more,
  });
  t.after(() => execution.cancel(0));
  assert.ok(await holdsWithin(5000, () => lines.length > 0), 'the step has begun');
  const [step = 0, guard = 0] = lines[0]!.split(' ').map(Number);
  return { execution, step, guard };
};

test('a step is killed at the moment until which it may run, and no sooner when that moves on', async (t) => {
  const start = steadyMs();
  const { execution, step } = await begin(t, { until: start + 1000 });
  execution.keep(start + 1500);
  await sleep(start + 1250 - steadyMs());
  assert.ok(isAlive(step));
  const result = await execution.result;
  assert.ok(steadyMs() - start >= 1500);
  assert.deepEqual([result.ended, result.reason], ['cancelled', 'its lease was over']);
  assert.ok(!isAlive(step));
});

test('a step whose moment has passed already is never started', async () => {
  const lines: string[] = [];
  const execution = createChildProcessExecutor().start({
    command: ['node', '-e', 'console.log("I ran")'],
    directory: tmpdir(),
    environment: {},
    timeoutMs: 30_000,
    onLine: (_stream, text) => lines.push(text),
    until: steadyMs() - 1,
  });
  assert.equal((await execution.result).reason, 'its lease was over');
  assert.deepEqual(lines, []);
});

test('a guard that is stopped does not keep its step: not over the moment, and not over a cancel', async (t) => {
  for (const [name, more, end] of [
    ['the moment', { until: steadyMs() + 1500 }, () => undefined],
    ['a cancel', {}, (cancel: () => void) => cancel()],
  ] as const) {
    const { execution, step, guard } = await begin(t, more);
    process.kill(guard, 'SIGSTOP');
    end(() => execution.cancel(100));
    const result = await execution.result;
    assert.equal(result.ended, 'exited', name);
    assert.equal(result.reason, 'its guard process was killed', name);
    assert.ok(await holdsWithin(1000, () => !isAlive(step)), name);
  }
});

test('a process that asked and is stopped does not keep its step beyond the moment: the guard sees to it', async (t) => {
  const asking = spawn(
    process.execPath,
    [fileURLToPath(new URL('./fixtures/asking-process.main.ts', import.meta.url)), '1500'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  t.after(async () => {
    asking.kill('SIGKILL');
    if (asking.exitCode === null && asking.signalCode === null) await once(asking, 'exit');
  });
  const [chunk] = (await once(asking.stdout, 'data')) as [Buffer];
  const [step = 0, child = 0] = chunk.toString().trim().split(' ').map(Number);
  assert.ok(isAlive(step) && isAlive(child));
  asking.kill('SIGSTOP');
  assert.ok(await holdsWithin(4000, () => !isAlive(step) && !isAlive(child)));
});
