import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deadlines, type Due } from './deadlines.ts';

/** Says when it was ticked; `again`: milliseconds after which it wants to be ticked once more. */
const dueIn = (deadlines: Deadlines, milliseconds: number, again?: number) => {
  const ticks: number[] = [];
  const due = {
    dueAt: performance.now() + milliseconds,
    place: null as number | null,
    tick(now: number) {
      ticks.push(now);
      if (again === undefined || ticks.length > 1) return;
      due.dueAt = now + again;
      deadlines.add(due);
    },
  } satisfies Due & { dueAt: number };
  deadlines.add(due);
  return { due, ticks };
};

test('each is ticked once, not before its time, and in its turn', async () => {
  const deadlines = new Deadlines();
  const late = dueIn(deadlines, 40);
  const early = dueIn(deadlines, 5);
  const first = early.due.dueAt;
  await sleep(20);
  assert.deepEqual([early.ticks.length, late.ticks.length], [1, 0]);
  assert.ok(early.ticks[0]! >= first);
  await sleep(60);
  assert.deepEqual([early.ticks.length, late.ticks.length], [1, 1]);
});

test('what is removed is not ticked, and what waits beside it is', async () => {
  const deadlines = new Deadlines();
  const [gone, kept] = [dueIn(deadlines, 5), dueIn(deadlines, 10)];
  deadlines.remove(gone.due);
  await sleep(40);
  assert.deepEqual([gone.ticks.length, kept.ticks.length], [0, 1]);
});

test('a tick may wait again, and may remove another one whose time has come too', async () => {
  const deadlines = new Deadlines();
  const again = dueIn(deadlines, 5, 10);
  const other = dueIn(deadlines, 60);
  await sleep(40);
  assert.equal(again.ticks.length, 2);
  const victim = dueIn(deadlines, 6);
  const killer: Due = { dueAt: victim.due.dueAt - 1, place: null, tick: () => deadlines.remove(victim.due) };
  deadlines.remove(victim.due);
  deadlines.add(killer);
  deadlines.add(victim.due);
  await sleep(60);
  assert.deepEqual([victim.ticks.length, other.ticks.length], [0, 1]);
});

test('what is added while the timer of an earlier one still runs is ticked in its own time', async () => {
  const deadlines = new Deadlines();
  for (const milliseconds of [20, 40]) deadlines.remove(dueIn(deadlines, milliseconds).due);
  const [late, early] = [dueIn(deadlines, 60), dueIn(deadlines, 10)];
  await sleep(35);
  assert.deepEqual([early.ticks.length, late.ticks.length], [1, 0]);
  await sleep(60);
  assert.deepEqual([early.ticks.length, late.ticks.length], [1, 1]);
});

test('the process is kept alive while something waits, and not by what waits no more', () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const deadlines = new Deadlines();
  const before = timers();
  const { due } = dueIn(deadlines, 60_000);
  deadlines.remove(due);
  assert.equal(timers(), before);
  deadlines.add(due);
  assert.equal(timers(), before + 1);
  deadlines.remove(due);
  assert.equal(timers(), before);
});
