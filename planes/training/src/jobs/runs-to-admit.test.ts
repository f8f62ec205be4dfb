import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JobLoad, roomOf, runsToAdmit } from './runs-to-admit.ts';

const load = (job: string, more: Partial<JobLoad> = {}): JobLoad => ({
  job,
  running: 0,
  waiting: 5,
  concurrency: null,
  ...more,
});

test('a job has room for as many runs as its own limit and that of all jobs leave', () => {
  const loads = [load('free'), load('one', { running: 1, concurrency: 1 }), load('two', { concurrency: 2 })];
  assert.deepEqual(
    [...roomOf(loads, null)],
    [
      ['free', 5],
      ['two', 2],
    ],
  );
  assert.deepEqual(
    [...roomOf(loads, 4)],
    [
      ['free', 3],
      ['two', 2],
    ],
  );
  assert.deepEqual([...roomOf(loads, 1)], [], 'a run is under way already');
});

test('a limit that was lowered below what is under way leaves no room', () => {
  assert.deepEqual([...roomOf([load('job', { running: 3, concurrency: 2 })], null)], []);
  assert.deepEqual([...roomOf([load('job', { running: 3 })], 2)], []);
});

test('runs begin by priority, then by age, up to the limit of all jobs', () => {
  const candidates = [
    { id: '3', priority: 0 },
    { id: '1', priority: 0 },
    { id: '2', priority: 7 },
  ];
  const loads = [load('a', { running: 1 })];
  assert.deepEqual(runsToAdmit(candidates, loads, null), ['2', '1', '3']);
  assert.deepEqual(runsToAdmit(candidates, loads, 3), ['2', '1']);
  assert.deepEqual(runsToAdmit(candidates, loads, 1), []);
});
