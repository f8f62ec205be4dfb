import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { estimateEffect } from './effect.ts';
import { meanMoments } from './moments.ts';
import {
  experimentDays,
  extraTrafficFactor,
  meanSampleSize,
  pairedSampleSize,
  powerAfter,
  proportionSampleSize,
  totalSampleSize,
} from './sample-size.ts';

test('R1.8a units per arm', () => {
  published(proportionSampleSize(0.1, 0.11), '14748.05');
  published(proportionSampleSize(0.05, 0.06), '8154.99');
  published(proportionSampleSize(0.02, 0.03), '3822.40');
  published(meanSampleSize(1, 0.1), '1569.78');
  published(totalSampleSize([0.1 * 0.9, 0.11 * 0.89], [0.9, 0.1], 0.01), '84689.4');
});

test('R1.8b extra traffic in the middle of an experiment', () => {
  const estimate = estimateEffect(
    meanMoments({ n: 500, sum: 500, sumOfSquares: 1500 }),
    meanMoments({ n: 500, sum: 525, sumOfSquares: 1551.25 }),
    'relative',
  );
  assert.ok(estimate.kind === 'estimate');
  published(extraTrafficFactor(estimate, 0.05), '25.457');
  published(powerAfter(estimate, 0.05, 25.45703125), '.80001');
  published(extraTrafficFactor(estimate, 0.05, { sequential: true }), '55.668');
  published(powerAfter(estimate, 0.05, 55.66796875, { sequential: true }), '.80000');
  assert.equal(extraTrafficFactor(estimate, 5), 0);
  assert.equal(extraTrafficFactor(estimate, 1e-9), null);
});

test('R1.8c a shadow test needs a fraction of the A/B test', () => {
  published(pairedSampleSize(0.06, 0.1), '782.5');
  published(totalSampleSize([0.8 * 0.2, 0.84 * 0.16], [0.5, 0.5], 0.04), '2888');
});

test('a plan without an effect or with a certain proportion is an error of use', () => {
  assert.throws(() => proportionSampleSize(0.1, 0.1), /effect/);
  assert.throws(() => proportionSampleSize(0, 0.1), /p1/);
  assert.throws(() => meanSampleSize(1, 0), /effect/);
});

test('an experiment lasts at least 3 days, whole weeks beyond, and waits for its labels', () => {
  assert.equal(experimentDays(100, { unitsPerDay: 1000 }), 3);
  assert.equal(experimentDays(4000, { unitsPerDay: 1000 }), 7);
  assert.equal(experimentDays(4000, { unitsPerDay: 1000, coverage: 0.5, maturityDays: 2 }), 16);
});
