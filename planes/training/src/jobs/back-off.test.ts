import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffSeconds } from './back-off.ts';

const waits = (retry: object, random = () => 0) =>
  [0, 1, 2, 3].map((failures) => backOffSeconds({ limit: 9, delaySeconds: 2, ...retry }, failures, random));

test('each wait is twice as long as the one before, up to the maximum', () => {
  assert.deepEqual(waits({}), [2, 4, 8, 16]);
  assert.deepEqual(waits({ maxDelaySeconds: 5 }), [2, 4, 5, 5]);
  assert.equal(backOffSeconds({ limit: 20, delaySeconds: 3600 }, 19, Math.random), 3600, 'an hour at most');
});

test('jitter spreads a wait between half of it and all of it, and only where it is asked for', () => {
  assert.deepEqual(
    waits({ jitter: true }, () => 0),
    [1, 2, 4, 8],
  );
  assert.deepEqual(
    waits({ jitter: true }, () => 0.5),
    [1.5, 3, 6, 12],
  );
  assert.deepEqual(
    waits({}, () => 0.5),
    [2, 4, 8, 16],
  );
});
