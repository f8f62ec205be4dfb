import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { estimateEffect, noResult } from './effect.ts';
import { proportionMoments } from './moments.ts';
import { marginVerdict, nonInferiority } from './non-inferiority.ts';

test('R1.9 half a point worse within a margin of one point is not shown', () => {
  const estimate = estimateEffect(
    proportionMoments({ n: 5000, successes: 4500 }),
    proportionMoments({ n: 5000, successes: 4475 }),
  );
  const result = nonInferiority(estimate, 0.01);
  assert.ok(result.kind === 'non-inferiority');
  published(result.difference, '-.00500000');
  published(result.standardError, '.00606589');
  published(result.lowerBound, '-.0149775');
  published(result.statistic, '.824');
  published(result.p, '.2049');
  assert.equal(result.shown, false);
});

test('three verdicts: all above the margin, all below it, across it', () => {
  assert.equal(marginVerdict({ lower: -0.004, upper: 0.02 }, 0.005), 'pass');
  assert.equal(marginVerdict({ lower: -0.03, upper: -0.006 }, 0.005), 'fail');
  assert.equal(marginVerdict({ lower: -0.006, upper: 0.02 }, 0.005), 'inconclusive');
  assert.equal(marginVerdict(null, 0.005), 'inconclusive');
});

test('without an estimate there is nothing to show; a negative margin is an error of use', () => {
  const none = noResult('treatment has no variance');
  assert.equal(nonInferiority(none, 0.01), none);
  assert.throws(() => nonInferiority(none, -0.01), /margin/);
});
