import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { estimateWithoutLabels } from './cbpe.ts';
import { normalQuantile } from './distributions.ts';

test('R5.2 quality expected from calibrated probabilities', () => {
  const estimate = estimateWithoutLabels([0.9, 0.8, 0.3, 0.6, 0.1], { threshold: 0.5 })!;
  published(estimate.confusion.truePositive, '2.3000000000');
  published(estimate.confusion.falsePositive, '.7000000000');
  published(estimate.confusion.falseNegative, '.4000000000');
  published(estimate.confusion.trueNegative, '1.6000000000');
  published(estimate.accuracy.value, '.7800000000');
  published(estimate.precision, '.7666667');
  published(estimate.recall, '.8518519');
  published(estimate.f1, '.8070175');
  published(estimate.auc, '.8381643');
});

test('R5.2 the Poisson-binomial error of accuracy', () => {
  const p = Array.from({ length: 100 }, (_, i) => [0.9, 0.8, 0.3, 0.6, 0.1][i % 5]!);
  const { accuracy } = estimateWithoutLabels(p, { threshold: 0.5 })!;
  published(((accuracy.upper - accuracy.value) / normalQuantile(0.975)) * Math.sqrt(20), '.1777639');
});

test('raw scores decide and rank when given; equal scores are one step', () => {
  const ranked = estimateWithoutLabels([0.9, 0.1], { threshold: 10, scores: [12, 3] })!;
  assert.equal(ranked.confusion.truePositive, 0.9);
  const tied = estimateWithoutLabels([0.9, 0.1], { threshold: 10, scores: [5, 5] })!;
  published(tied.auc, '.5000000000');
});

test('shares without a denominator are null; no rows have no estimate', () => {
  const none = estimateWithoutLabels([0.2, 0.1], { threshold: 0.5 })!;
  assert.equal(none.precision, null);
  const certain = estimateWithoutLabels([0, 0], { threshold: 0.5 })!;
  assert.equal(certain.recall, null);
  assert.equal(certain.auc, null);
  assert.equal(estimateWithoutLabels([], { threshold: 0.5 }), null);
});
