import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireProcessLock, isAlive, thisProcess } from './process-lock.ts';

const place = async (t: { after(done: () => Promise<void>): void }) => {
  const directory = await mkdtemp(join(tmpdir(), 'lock-'));
  t.after(() => rm(directory, { recursive: true }));
  return join(directory, 'a', 'lock');
};

test('a lock of a living process is taken, after its release it is free', async (t) => {
  const path = await place(t);
  const first = await acquireProcessLock(path);
  assert.equal(first.kind, 'held');
  const second = await acquireProcessLock(path);
  assert.deepEqual(second, { kind: 'taken', by: thisProcess() });
  if (first.kind === 'held') await first.release();
  assert.equal((await acquireProcessLock(path)).kind, 'held');
});

test('the lock of a dead process, of a reused pid and a broken file are taken over', async (t) => {
  const path = await place(t);
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await acquireProcessLock(path);
  for (const content of [`${child.pid} 1`, `${process.pid} 1`, 'nonsense', '']) {
    await writeFile(path, content);
    assert.equal((await acquireProcessLock(path)).kind, 'held', content);
  }
});

test('of many takers at once exactly one wins', async (t) => {
  const path = await place(t);
  const locks = await Promise.all(Array.from({ length: 20 }, () => acquireProcessLock(path)));
  assert.equal(locks.filter(({ kind }) => kind === 'held').length, 1);
});

test('a process is alive by pid and birth', () => {
  assert.equal(isAlive(thisProcess()), true);
  assert.equal(isAlive({ pid: process.pid, bornAt: '1' }), false);
});
