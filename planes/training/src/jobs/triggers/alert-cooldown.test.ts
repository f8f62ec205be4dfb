import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coolsDown } from './alert-cooldown.ts';

const NOW = 1_790_000_000_000;
const minutesAgo = (minutes: number, finished = true) => ({ createdAt: NOW - minutes * 60_000, finished });

test('the first alert starts a run; the next ones within an hour do not', () => {
  assert.equal(coolsDown(undefined, null, NOW), false);
  assert.equal(coolsDown(undefined, minutesAgo(59), NOW), true);
  assert.equal(coolsDown(undefined, minutesAgo(60), NOW), false);
});

test('the job says how long it cools down', () => {
  assert.equal(coolsDown({ cooldownMinutes: 120 }, minutesAgo(119), NOW), true);
  assert.equal(coolsDown({ cooldownMinutes: 0 }, minutesAgo(0), NOW), false);
});

test('while the run of an alert goes on, no other alert starts one, however long it takes', () => {
  assert.equal(coolsDown({ cooldownMinutes: 0 }, minutesAgo(600, false), NOW), true);
});
