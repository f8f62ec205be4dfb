import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTryAt } from './notification-retry.ts';

test('tries come further and further apart, for half a day, and then it is given up', () => {
  const waits = [1, 2, 3, 4, 5, 6].map((tries) => (nextTryAt(tries, 1000) ?? 0) - 1000);
  assert.deepEqual(
    waits.map((wait) => wait / 1000),
    [10, 60, 300, 1800, 7200, 28_800],
  );
  assert.equal(nextTryAt(7, 1000), null);
});
