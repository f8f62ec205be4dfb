import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { checkSilence, silenceLimit } from './silence.ts';

test('R6.2 an hour of silence at one row in five minutes is just not enough', () => {
  const check = checkSilence({ gapMinutes: 60, ratePerMinute: 0.2 });
  published(check.probability, '6.1442e-6');
  assert.equal(check.state, 'ok');
  published(silenceLimit(2), '6.9078');
});

test('busy targets wait for the floor, unknown ones for the configured limit', () => {
  assert.equal(checkSilence({ gapMinutes: 4, ratePerMinute: 1000 }).state, 'ok');
  assert.equal(checkSilence({ gapMinutes: 6, ratePerMinute: 1000 }).state, 'silent');
  assert.equal(checkSilence({ gapMinutes: 1000, ratePerMinute: null }).state, 'ok');
  assert.equal(checkSilence({ gapMinutes: 1441, ratePerMinute: null }).state, 'silent');
  assert.equal(checkSilence({ gapMinutes: 1441, ratePerMinute: 0 }).state, 'silent');
});

test('a target that never received anything is in a state of its own', () => {
  const check = checkSilence({ gapMinutes: null, ratePerMinute: null });
  assert.deepEqual(check, { state: 'no-data-yet', limitMinutes: 1440, probability: null });
});
