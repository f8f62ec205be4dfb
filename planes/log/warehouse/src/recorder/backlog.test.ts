import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backlog } from './backlog.ts';

test('the delay doubles from half a second to a minute and ends with success', () => {
  let now = 0;
  const backlog = new Backlog({ now: () => now });
  const delays = Array.from({ length: 9 }, () => backlog.failed('s1', new Error('no')));
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  assert.deepEqual([backlog.isDue('s1'), backlog.isDue('s2'), backlog.reason], [false, true, 'no']);
  now = 60_000;
  assert.equal(backlog.isDue('s1'), true);
  backlog.done('s1');
  assert.equal(backlog.reason, null);
  backlog.failed('s2', 'gone');
  backlog.keepOnly([]);
  assert.equal(backlog.reason, null);
});
