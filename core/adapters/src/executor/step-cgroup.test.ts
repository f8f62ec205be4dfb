import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { StepCgroup } from './step-cgroup.ts';

/** A directory with the files that the kernel would put into a new group. */
const parentWith = async (t: TestContext, files: readonly string[]) => {
  const parent = await mkdtemp(join(tmpdir(), 'cgroup-'));
  t.after(() => rm(parent, { recursive: true }));
  await mkdir(join(parent, 'step'));
  for (const file of files) await writeFile(join(parent, 'step', file), '');
  return { parent, read: (file: string) => readFile(join(parent, 'step', file), 'utf8') };
};

test('the limits are set where the group has the controllers', async (t) => {
  const { parent, read } = await parentWith(t, ['memory.max', 'memory.swap.max', 'cpu.max']);
  const cgroup = StepCgroup.open(parent, 'step', { memoryBytes: 1024, cpus: 1.5 });
  assert.ok(cgroup !== null);
  assert.deepEqual([cgroup.holds('memory'), cgroup.holds('cpu')], [true, true]);
  assert.deepEqual(
    [await read('memory.max'), await read('memory.swap.max'), await read('cpu.max')],
    ['1024', '0', '150000 100000'],
  );
  cgroup.add(42);
  assert.equal(await read('cgroup.procs'), '42');
  assert.equal(cgroup.ranOutOfMemory, false);
  await writeFile(join(parent, 'step', 'memory.events'), 'low 0\noom 1\noom_kill 2\n');
  assert.equal(cgroup.ranOutOfMemory, true);
});

test('only what is limited and can be is held', async (t) => {
  const { parent } = await parentWith(t, ['cpu.max']);
  const cgroup = StepCgroup.open(parent, 'step', { memoryBytes: 1024, cpus: 1 });
  assert.deepEqual([cgroup?.holds('memory'), cgroup?.holds('cpu')], [false, true]);
});

test('a group without controllers, or that cannot be made, is none', async (t) => {
  const { parent } = await parentWith(t, []);
  assert.equal(StepCgroup.open(parent, 'step', { memoryBytes: 1024 }), null);
  assert.equal(StepCgroup.open('/proc/nowhere', 'step', { memoryBytes: 1024 }), null);
});
