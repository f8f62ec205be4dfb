import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { posterior } from './bayesian.ts';
import { estimateEffect, noResult } from './effect.ts';
import { meanMoments, proportionMoments } from './moments.ts';

test('R1.4a flat prior, relative', () => {
  const estimate = estimateEffect(
    proportionMoments({ n: 100, successes: 49 }),
    proportionMoments({ n: 100, successes: 51 }),
    'relative',
  );
  const result = posterior(estimate);
  assert.ok(result.kind === 'posterior');
  published(result.chanceToWin, '.60918');
  published(result.difference.value, '.04082');
  published(result.standardDeviation, '.14725');
  published(result.difference.lower, '-.24779');
  published(result.difference.upper, '.32943');
  published(result.riskOfControl, '.0814');
  published(result.riskOfTreatment, '.04058');
});

test('R1.4c prior N(mean .1, variance .1) on ten units per arm', () => {
  const estimate = estimateEffect(
    meanMoments({ n: 10, sum: 100, sumOfSquares: 1002.25 }),
    meanMoments({ n: 10, sum: 105, sumOfSquares: 1111.5 }),
    'relative',
  );
  const result = posterior(estimate, { prior: { mean: 0.1, variance: 0.1 } });
  assert.ok(result.kind === 'posterior');
  published(result.chanceToWin, '.92315');
  published(result.difference.value, '.05063');
  published(result.standardDeviation, '.03549');
  published(result.difference.lower, '-.01893');
  published(result.difference.upper, '.12019');
  published(result.riskOfControl, '.05186');
  published(result.riskOfTreatment, '.00123');
});

test('when lower is better the chance and the risks change sides', () => {
  const estimate = {
    kind: 'estimate',
    difference: 0.05,
    standardError: 0.03,
    n: 200,
    degreesOfFreedom: 198,
  } as const;
  const higher = posterior(estimate);
  const lower = posterior(estimate, { lowerIsBetter: true });
  assert.ok(higher.kind === 'posterior' && lower.kind === 'posterior');
  published(higher.chanceToWin + lower.chanceToWin, '1.000000000000');
  assert.equal(higher.riskOfControl, lower.riskOfTreatment);
  assert.equal(higher.riskOfTreatment, lower.riskOfControl);
});

test('an effect 50 deviations away has a finite risk, and none on its own side', () => {
  const result = posterior({
    kind: 'estimate',
    difference: -5,
    standardError: 0.1,
    n: 9,
    degreesOfFreedom: 7,
  });
  assert.ok(result.kind === 'posterior');
  assert.equal(result.riskOfControl, 0);
  assert.equal(result.riskOfTreatment, 5);
});

test('no data, no result', () => {
  const none = noResult('control has 0 units');
  assert.equal(posterior(none), none);
});
