import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProcessEntry, parseStat, readProcessTable } from './process-table.ts';
import { membersOf } from './process-tree.ts';

const entry = (pid: number, parent: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent,
  group: pid,
  session: 1,
  startTicks: 1000 + pid,
  cpuTicks: 0,
  endedChildrenTicks: 0,
  residentPages: 1,
  ...more,
});
const pids = (entries: readonly ProcessEntry[]) => entries.map(({ pid }) => pid).sort((a, b) => a - b);

test('a line of /proc/<pid>/stat, whatever the name of the program is', () => {
  const stat = '42 (a) Z (b) S 7 40 39 0 -1 4194304 98 0 0 0 5 6 7 8 20 0 1 0 2372506 3133440 349 1844 0 0';
  assert.deepEqual(parseStat(stat), {
    pid: 42,
    parent: 7,
    group: 40,
    session: 39,
    cpuTicks: 11,
    endedChildrenTicks: 15,
    startTicks: 2_372_506,
    residentPages: 349,
  });
  assert.equal(parseStat(stat.replace(' S ', ' Z ')), null, 'a zombie has ended');
});

test('this process is in the table of this machine', { skip: process.platform !== 'linux' }, () => {
  const own = readProcessTable().find(({ pid }) => pid === process.pid);
  assert.equal(own?.parent, process.ppid);
  assert.ok((own?.residentPages ?? 0) > 1000);
});

test('a tree has the children of its children, and those that only share its group or session', () => {
  const table = [
    entry(1, 0),
    entry(10, 1),
    entry(11, 10),
    entry(12, 11, { group: 12 }),
    entry(13, 1, { group: 10 }),
    entry(14, 1, { session: 10 }),
    entry(20, 1),
    entry(21, 20),
  ];
  assert.deepEqual(pids(membersOf(10, table)), [10, 11, 12, 13, 14]);
});

test('a process whose parent has ended is known from an earlier look, with its children; its number alone is not enough', () => {
  const table = [entry(1, 0), entry(12, 1, { group: 12 }), entry(15, 12), entry(16, 1)];
  const earlier = [
    { pid: 12, startTicks: 1012 },
    { pid: 16, startTicks: 5 },
  ];
  assert.deepEqual(pids(membersOf(10, table, earlier)), [12, 15]);
});
