import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createChildProcessExecutor } from './child-process-executor.ts';
import { holdsWithin, isAlive } from './executor.suite.ts';
import { readProcessTable } from './process-table.ts';
import { ReadyGuard } from './ready-guard.ts';

test('a prepared guard is taken once; the next one is another', async () => {
  const ready = new ReadyGuard();
  ready.prepare();
  ready.prepare();
  const first = ready.take();
  const second = ready.take();
  assert.notEqual(first.pid, second.pid);
  for (const guard of [first, second]) {
    guard.disconnect();
    await once(guard, 'exit');
  }
});

test('a guard that died while it waited is not taken', async () => {
  const ready = new ReadyGuard();
  ready.prepare();
  const first = ready.take();
  first.kill('SIGKILL');
  await once(first, 'exit');
  ready.prepare();
  const other = ready.take();
  assert.ok(other.connected && other.pid !== first.pid);
  other.disconnect();
  await once(other, 'exit');
});

const linux = { skip: process.platform !== 'linux' && 'it needs /proc' };
const guards = (): number[] =>
  readProcessTable()
    .filter(({ parent }) => parent === process.pid)
    .map(({ pid }) => pid);

test('a guard that nobody needs ends by itself, and takes no later one with it', linux, async () => {
  const ready = new ReadyGuard(null, 300);
  ready.prepare();
  const [unneeded = 0] = guards();
  assert.ok(unneeded > 0);
  await holdsWithin(5000, () => !isAlive(unneeded));
  ready.prepare();
  const [later] = guards();
  assert.notEqual(later, unneeded);
  const taken = ready.take();
  assert.equal(taken.pid, later);
  taken.disconnect();
  await once(taken, 'exit');
});

test('a step runs below a prepared guard as below any', linux, async () => {
  const executor = createChildProcessExecutor();
  executor.prepare?.();
  const [guard] = guards();
  const lines: string[] = [];
  const { result } = executor.start({
    command: ['node', '-e', 'console.log(process.ppid)'],
    directory: '/',
    environment: {},
    timeoutMs: 30_000,
    onLine: (_stream, text) => lines.push(text),
  });
  assert.equal((await result).exitCode, 0);
  assert.deepEqual(lines, [String(guard)]);
});
