import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { busyTicksOf, childTicksOf, ticksOf, watchProcessors } from './processor-time.ts';

it('adds the time in the program to the time in the kernel, whatever the name of the process', () => {
  const stat = '4242 (node (x) y) S 1 4242 4242 0 -1 4194560 9 0 0 0 120 35 7 8 20 0 11 0 100 1 2';
  assert.equal(ticksOf(stat), 155);
  assert.equal(childTicksOf(stat), 15);
});

it('counts the time that the machine was busy, without idling and waiting for disks', () => {
  assert.equal(busyTicksOf('cpu  100 10 50 9000 800 1 2 3 0 0\ncpu0 50 5 25 4500 400 0 1 1 0 0\n'), 166);
});

it('tells what a child took, once it has ended', () => {
  const used = watchProcessors();
  const loop = 'const end = performance.now() + 300; while (performance.now() < end);';
  spawnSync(process.execPath, ['-e', loop]);
  const { ownSeconds, otherShare } = used();
  assert.ok(ownSeconds > 0.03 && ownSeconds < 5);
  assert.ok(otherShare >= 0 && otherShare <= 1);
});
