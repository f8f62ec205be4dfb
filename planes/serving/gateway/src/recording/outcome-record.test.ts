import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '@slipway/contracts';
import { outcomeRecord } from './outcome-record.ts';

const recorded = (outcome: Omit<Outcome, 'predictionId'>) => {
  const { label, value, at } = outcomeRecord({ predictionId: 'p', ...outcome }, 1000, 'g');
  return [label, value, at];
};

test('booleans, numbers and labels become text, with a number where they have one', () => {
  assert.deepEqual(recorded({ label: true }), ['true', 1, 1000]);
  assert.deepEqual(recorded({ label: false }), ['false', 0, 1000]);
  assert.deepEqual(recorded({ label: 'true' }), ['true', 1, 1000]);
  assert.deepEqual(recorded({ label: 1 }), ['1', 1, 1000]);
  assert.deepEqual(recorded({ label: '0' }), ['0', 0, 1000]);
  assert.deepEqual(recorded({ label: -12.5 }), ['-12.5', -12.5, 1000]);
  assert.deepEqual(recorded({ label: 'late' }), ['late', null, 1000]);
  assert.deepEqual(recorded({ label: '' }), ['', null, 1000]);
});

test('the time of the truth is its own, or the arrival', () => {
  assert.deepEqual(recorded({ label: 1, at: '1970-01-01T00:00:05.000Z' }), ['1', 1, 5000]);
});
