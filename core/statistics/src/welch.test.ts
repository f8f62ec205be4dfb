import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { estimateEffect } from './effect.ts';
import { meanMoments } from './moments.ts';
import { pairedTest, welchTest } from './welch.ts';

const control = meanMoments({ n: 3407, sum: 1396.87, sumOfSquares: 52377.9767 });
const treatment = meanMoments({ n: 3461, sum: 2422.7, sumOfSquares: 134698.29 });

test('R1.2a relative', () => {
  const result = welchTest(estimateEffect(control, treatment, 'relative'));
  assert.ok(result.kind === 'effect');
  published(result.difference.value, '.70732');
  published(result.standardError, '.37879');
  published(result.difference.lower, '-.03526');
  published(result.difference.upper, '1.44989');
  published(result.p, '.06191');
});

test('R1.2a absolute', () => {
  const estimate = estimateEffect(control, treatment);
  assert.ok(estimate.kind === 'estimate');
  published(estimate.degreesOfFreedom, '5841.742');
  const result = welchTest(estimate);
  assert.ok(result.kind === 'effect');
  published(result.difference.value, '.29000');
  published(result.standardError, '.12478');
  published(result.difference.lower, '.04538');
  published(result.difference.upper, '.53462');
  published(result.p, '.02016');
});

test('R1.2c an arm whose sums imply a negative variance has no result', () => {
  const broken = meanMoments({ n: 2, sum: 1396.87, sumOfSquares: 52377.9767 });
  const result = welchTest(estimateEffect(broken, treatment, 'relative'));
  assert.equal(result.kind, 'no-result');
  assert.equal(result.p, 1);
  assert.match(result.kind === 'no-result' ? result.reason : '', /control has no variance/);
});

test('too few units, no spread or a zero baseline have no result', () => {
  const ordinary = { n: 10, mean: 1, variance: 2 };
  assert.equal(estimateEffect({ n: 1, mean: 1, variance: 0 }, ordinary).kind, 'no-result');
  assert.equal(estimateEffect(ordinary, { n: 10, mean: 1, variance: 0 }).kind, 'no-result');
  assert.equal(estimateEffect({ ...ordinary, mean: 0 }, ordinary, 'relative').kind, 'no-result');
  assert.equal(estimateEffect({ ...ordinary, mean: 0 }, ordinary, 'absolute').kind, 'estimate');
});

test('a negative baseline is divided by its absolute value', () => {
  const estimate = estimateEffect(
    { n: 10, mean: -2, variance: 1 },
    { n: 10, mean: -1, variance: 1 },
    'relative',
  );
  assert.equal(estimate.kind === 'estimate' && estimate.difference, 0.5);
});

test('R3.4 paired t of per-row Brier differences', () => {
  const y = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
  const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
  const b = [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2];
  const result = pairedTest(y.map((label, i) => (b[i]! - label) ** 2 - (a[i]! - label) ** 2));
  assert.ok(result.kind === 'effect');
  published(result.difference.value, '-.0452500000');
  published(result.standardError, '.0400459');
  published(result.statistic, '-1.1299535');
  published(result.p, '.2877098');
});

test('paired rows without differences are equal; one constant difference cannot be tested', () => {
  assert.equal(pairedTest([0, 0, 0]).p, 1);
  assert.equal(pairedTest([0, 0, 0]).kind, 'effect');
  assert.equal(pairedTest([0.5, 0.5]).kind, 'no-result');
  assert.equal(pairedTest([0.5]).kind, 'no-result');
});
