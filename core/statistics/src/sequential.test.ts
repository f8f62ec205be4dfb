import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { normalQuantile } from './distributions.ts';
import { estimateEffect, noResult } from './effect.ts';
import { meanMoments, proportionMoments } from './moments.ts';
import { normalDraw, seededRandom } from './random.ts';
import {
  sequentialBound,
  sequentialHalfWidth,
  sequentialOneSidedP,
  sequentialRho,
  sequentialTest,
} from './sequential.ts';

const control = meanMoments({ n: 3000, sum: 1396.87, sumOfSquares: 52377.9767 });
const treatment = meanMoments({ n: 3461, sum: 2422.7, sumOfSquares: 134698.29 });
const estimate = estimateEffect(control, treatment, 'relative');

test('R1.3a two-sided interval and p', () => {
  const result = sequentialTest(estimate, { tuning: 1000 });
  assert.ok(result.kind === 'effect');
  published(result.difference.value, '.50336');
  published(result.difference.lower, '-.55844');
  published(result.difference.upper, '1.56516');
  assert.equal(result.p, 1);
});

test('R1.3c one-sided bounds', () => {
  const lower = sequentialBound(estimate, 'lower');
  const upper = sequentialBound(estimate, 'upper');
  assert.ok(lower.kind === 'bound' && upper.kind === 'bound');
  published(lower.bound, '-.42356454602790883');
  published(upper.bound, '1.4302867177403806');
});

test('R1.3d rho', () => {
  published(sequentialRho(0.05, 5000), '.0398400668');
  published(sequentialRho(0.1, 5000), '.0355776885');
});

test('R1.3e guardrail on the error rate: continue, stop, stop', () => {
  const errors = (n: number, champion: number, challenger: number) =>
    estimateEffect(
      proportionMoments({ n, successes: champion }),
      proportionMoments({ n, successes: challenger }),
    );
  const bound = (n: number, champion: number, challenger: number) => {
    const result = sequentialBound(errors(n, champion, challenger), 'lower');
    return result.kind === 'bound' ? result.bound : null;
  };
  published(bound(5000, 50, 60), '-.00384344');
  published(bound(5000, 50, 90), '.00142123');
  published(sequentialTest(errors(5000, 50, 90)).p, '.017502');
  published(bound(1000, 10, 35), '.00592718');
  published(sequentialTest(errors(1000, 10, 35)).p, '.0088565');
});

test('width against a single look at N* = 5000', () => {
  const ratio = (n: number) => sequentialHalfWidth(1, n) / normalQuantile(0.975);
  published(ratio(100), '3.42');
  published(ratio(1000), '1.72');
  published(ratio(5000), '1.55');
  published(ratio(10_000), '1.56');
  published(ratio(100_000), '1.70');
});

test('the p value is below alpha exactly when the interval excludes zero', () => {
  for (const difference of [0.01, 0.02, 0.05, 0.1, 0.2]) {
    const result = sequentialTest({
      kind: 'estimate',
      difference,
      standardError: 0.02,
      n: 4000,
      degreesOfFreedom: 3998,
    });
    assert.ok(result.kind === 'effect');
    assert.equal(result.p < 0.05, result.difference.lower > 0);
  }
});

test('the one-sided p is below alpha exactly when the bound excludes zero, and falls with the effect', () => {
  let previous = 1;
  for (const difference of [0.01, 0.03, 0.05, 0.06, 0.07, 0.1, 1]) {
    const effect = {
      kind: 'estimate',
      difference,
      standardError: 0.02,
      n: 4000,
      degreesOfFreedom: 3998,
    } as const;
    const p = sequentialOneSidedP(effect, 'lower');
    const bound = sequentialBound(effect, 'lower');
    assert.equal(p < 0.05, bound.kind === 'bound' && bound.bound > 0);
    assert.ok(p <= previous);
    previous = p;
    assert.equal(sequentialOneSidedP(effect, 'upper'), 1);
  }
});

test('no estimate, no result; alpha of one half has no one-sided bound', () => {
  const none = noResult('control has no variance');
  assert.equal(sequentialTest(none), none);
  assert.equal(sequentialBound(none, 'lower'), none);
  assert.equal(sequentialOneSidedP(none, 'lower'), 1);
  assert.throws(() => sequentialBound(estimate, 'lower', { alpha: 0.5 }), /alpha/);
});

test('twenty looks at an effect of nothing seldom win', () => {
  const random = seededRandom(4);
  let wins = 0;
  for (let run = 0; run < 300; run++) {
    const sums = [0, 1].map(() => ({ n: 0, sum: 0, sumOfSquares: 0 }));
    let won = false;
    for (let look = 0; look < 20; look++) {
      for (const arm of sums) {
        for (let i = 0; i < 50; i++) {
          const value = normalDraw(random);
          arm.n++;
          arm.sum += value;
          arm.sumOfSquares += value * value;
        }
      }
      won ||= sequentialTest(estimateEffect(meanMoments(sums[0]!), meanMoments(sums[1]!))).p < 0.05;
    }
    if (won) wins++;
  }
  assert.ok(wins <= 15, `${wins} of 300 runs won`);
});
