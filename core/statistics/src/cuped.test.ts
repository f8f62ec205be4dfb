import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import type { CovariateSums } from './cuped.ts';
import { cuped } from './cuped.ts';
import { estimateEffect } from './effect.ts';
import { meanMoments, sampleMoments } from './moments.ts';
import { sequentialTest } from './sequential.ts';

function sums(y: number[], x: number[]): CovariateSums {
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    n: y.length,
    outcome: total(y),
    outcomeSquares: total(y.map((value) => value ** 2)),
    covariate: total(x),
    covariateSquares: total(x.map((value) => value ** 2)),
    products: total(y.map((value, i) => value * x[i]!)),
  };
}

const yA = [1, 2, 3, 4, 5, 6];
const yB = [2, 3, 3, 5, 6, 8];
const control = sums(yA, [1, 1, 2, 3, 3, 5]);
const treatment = sums(yB, [1, 2, 2, 3, 4, 5]);

test('R1.5 adjustment removes what the covariate explains', () => {
  const result = cuped(control, treatment);
  published(result.theta, '1.3676470588');
  published(result.controlMean, '.0808823529');
  published(result.treatmentMean, '.625000000');
  assert.ok(result.estimate.kind === 'estimate');
  published(result.estimate.difference, '.5441176471');
  published(result.estimate.standardError, '.3008182804');
  const plain = estimateEffect(sampleMoments(yA), sampleMoments(yB));
  assert.ok(plain.kind === 'estimate');
  published(plain.difference, '1.0');
  // √(3.5/6 + 5.1/6); methods.md prints 1.1972189979, one digit lost.
  published(plain.standardError, '1.1972189997');
});

test('R1.5b relative, with the sequential interval', () => {
  const result = cuped(
    {
      n: 3000,
      outcome: 1396.87,
      outcomeSquares: 52377.9767,
      covariate: 16.87,
      covariateSquares: 527.9767,
      products: 1,
    },
    {
      n: 3461,
      outcome: 2422.7,
      outcomeSquares: 134698.29,
      covariate: 22.7,
      covariateSquares: 1348.29,
      products: 1,
    },
    'relative',
  );
  published(result.theta, '-.0114032');
  assert.ok(result.estimate.kind === 'estimate');
  published(result.estimate.difference, '.50338');
  published(result.estimate.standardError, '.33341');
  const interval = sequentialTest(result.estimate);
  assert.ok(interval.kind === 'effect');
  published(interval.difference.lower, '-.50969');
  published(interval.difference.upper, '1.51646');
});

test('a covariate without spread leaves the plain estimate', () => {
  const flat = cuped(sums(yA, [2, 2, 2, 2, 2, 2]), sums(yB, [2, 2, 2, 2, 2, 2]), 'relative');
  assert.equal(flat.theta, 0);
  const plain = estimateEffect(
    meanMoments({ n: 6, sum: 21, sumOfSquares: 91 }),
    meanMoments({ n: 6, sum: 27, sumOfSquares: 147 }),
    'relative',
  );
  assert.ok(flat.estimate.kind === 'estimate' && plain.kind === 'estimate');
  published(flat.estimate.difference - plain.difference, '.000000000000');
  published(flat.estimate.standardError - plain.standardError, '.000000000000');
});

test('empty arms and a zero baseline have no result', () => {
  const empty = { n: 0, outcome: 0, outcomeSquares: 0, covariate: 0, covariateSquares: 0, products: 0 };
  assert.equal(cuped(empty, treatment).estimate.kind, 'no-result');
  const zero = sums([-1, 1, -1, 1], [1, 2, 3, 5]);
  assert.equal(cuped(zero, treatment, 'relative').estimate.kind, 'no-result');
});
