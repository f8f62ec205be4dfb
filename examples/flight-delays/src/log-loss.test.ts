import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logLoss } from './log-loss.ts';

test('the mean surprise of what happened', () => {
  assert.equal(logLoss([0.5, 0.5], [true, false]), Math.LN2);
  assert.ok(Math.abs(logLoss([0.9, 0.2], [true, false]) - (-Math.log(0.9) - Math.log(0.8)) / 2) < 1e-15);
});

test('a wrong certainty stays finite', () => {
  assert.ok(Math.abs(logLoss([1], [false]) - 34.54) < 0.01);
});
