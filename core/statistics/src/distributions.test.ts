import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import {
  binomialCdf,
  binomialTail,
  chiSquareQuantile,
  chiSquareTail,
  kolmogorovTail,
  logGamma,
  negativeBinomialCdf,
  negativeBinomialTail,
  normalCdf,
  normalQuantile,
  normalTwoSidedP,
  poissonCdf,
  poissonTail,
  studentQuantile,
  studentTwoSidedP,
} from './distributions.ts';

test('matches the values measured against scipy (methods.md part 8)', () => {
  published(studentQuantile(0.975, 5841.742), '1.960370157');
  published(chiSquareTail(80, 1), '3.7441e-19');
  published(normalCdf(-9), '1.1286e-19');
});

test('quantiles undo their distribution functions', () => {
  for (const p of [1e-30, 1e-12, 0.025, 0.5, 0.975])
    published(normalCdf(normalQuantile(p)) / p, '1.000000000');
  for (const df of [1, 9, 250]) published(chiSquareTail(chiSquareQuantile(0.99, df), df), '.0100000000');
  published(chiSquareQuantile(0.999, 1), '10.8276');
});

test('tails far beyond 1e-16 keep their digits', () => {
  assert.ok(normalTwoSidedP(30) > 0 && normalTwoSidedP(30) < 1e-190);
  assert.ok(studentTwoSidedP(30, 5000) > 0 && studentTwoSidedP(30, 5000) < 1e-150);
  assert.ok(poissonTail(500, 100) > 0 && poissonTail(500, 100) < 1e-100);
  assert.ok(negativeBinomialTail(500, 50, 0.5) > 0 && negativeBinomialTail(500, 50, 0.5) < 1e-80);
});

test('upper and lower tails of the counts share the probability of the count itself', () => {
  for (let k = 1; k < 200; k += 7) {
    published(poissonCdf(k - 1, 100) + poissonTail(k, 100), '1.000000000000');
    published(binomialCdf(k - 1, 300, 0.2) + binomialTail(k, 300, 0.2), '1.000000000000');
    published(negativeBinomialCdf(k - 1, 20.5, 0.3) + negativeBinomialTail(k, 20.5, 0.3), '1.000000000');
  }
});

test('every count of at least zero is certain', () => {
  assert.equal(poissonTail(0, 3), 1);
  assert.equal(binomialTail(0, 10, 0.1), 1);
  assert.equal(negativeBinomialTail(0, 2, 0.5), 1);
  assert.equal(chiSquareTail(5, 0), 1);
});

test('log gamma is the logarithm of the factorial', () => {
  let logFactorial = 0;
  for (let n = 1; n <= 30; n++) {
    logFactorial += Math.log(n);
    assert.ok(Math.abs(logGamma(n + 1) - logFactorial) < 1e-12 * Math.max(1, logFactorial));
  }
  published(logGamma(0.5), '.5723649429247');
});

test('R4.4h Kolmogorov tail', () => {
  published(kolmogorovTail(0.5), '.9639452');
  published(kolmogorovTail(1), '.2699997');
  published(kolmogorovTail(1.36), '.0494859');
  assert.equal(kolmogorovTail(0), 1);
  published(kolmogorovTail(1.18 - 1e-12) - kolmogorovTail(1.18), '.00000000000');
});
