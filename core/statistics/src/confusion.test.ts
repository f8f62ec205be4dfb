import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracy, confusion, confusionRates } from './confusion.ts';

const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const scores = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];

test('counts decisions at a threshold; a score equal to it is positive', () => {
  assert.deepEqual(confusion(labels, scores, 0.5), {
    truePositive: 4,
    falsePositive: 1,
    falseNegative: 1,
    trueNegative: 4,
  });
  assert.equal(confusion([1], [0.5], 0.5).truePositive, 1);
});

test('accuracy carries a Wilson interval', () => {
  const interval = accuracy(labels, scores, 0.5)!;
  assert.equal(interval.value, 0.8);
  assert.equal(interval.method, 'wilson');
  assert.ok(interval.lower < 0.8 && interval.upper > 0.8 && interval.upper < 1);
  assert.equal(accuracy([], [], 0.5), null);
});

test('a rate without a denominator is null, not 0', () => {
  const rates = confusionRates(confusion([0, 0], [0.1, 0.2], 0.5));
  assert.equal(rates.precision, null);
  assert.equal(rates.recall, null);
  assert.equal(rates.f1, null);
  assert.equal(rates.accuracy?.value, 1);
  assert.equal(rates.selectionRate?.value, 0);
});

test('F1 is the harmonic mean of precision and recall', () => {
  const rates = confusionRates(confusion(labels, scores, 0.5));
  assert.equal(rates.f1, 0.8);
  assert.equal(rates.falsePositiveRate?.value, 0.2);
});
