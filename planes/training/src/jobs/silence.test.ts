import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSilence } from './silence.ts';

const look = { wallMs: 1000, steadyMs: 1000, intervalMs: 1000, leaseMs: 10_000, waited: false };

test('in the usual course silence is judged', () => {
  assert.equal(judgeSilence(look), 'judge');
  assert.equal(judgeSilence({ ...look, wallMs: 1900, steadyMs: 1900 }), 'judge');
});

test('after a pause as long as a lease, and after the machine slept, everyone gets the full time again', () => {
  assert.equal(judgeSilence({ ...look, wallMs: 12_000, steadyMs: 12_000 }), 'extend');
  assert.equal(judgeSilence({ ...look, wallMs: 3_600_000 }), 'extend');
});

test('a wall clock that is set forward or back ends no lease', () => {
  assert.equal(judgeSilence({ ...look, wallMs: 6000 }), 'extend');
  assert.equal(judgeSilence({ ...look, wallMs: -3000 }), 'extend');
});

test('after a short pause the heartbeats that wait are heard first, but a slow machine judges every other time', () => {
  const slow = { ...look, wallMs: 4000, steadyMs: 4000 };
  assert.equal(judgeSilence(slow), 'wait');
  assert.equal(judgeSilence({ ...slow, waited: true }), 'judge');
});
