import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loggedMs, loggedScores } from './logged-figures.ts';

test('milliseconds are logged to their thousandths', () => {
  assert.deepEqual([1.234567, 0.0004, null].map(loggedMs), [1.235, 0, null]);
});

test('scores are logged where one score does not say it all', () => {
  assert.deepEqual([[0.1, 0.2, 0.7], [0.4, 0.6], [3], null, undefined].map(loggedScores), [
    [0.1, 0.2, 0.7],
    null,
    null,
    null,
    null,
  ]);
});
