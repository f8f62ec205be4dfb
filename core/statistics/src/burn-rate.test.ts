import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { BURN_RATE_RULES, burnRate, burnRateFactor, burnRateFires, burnRateReachable } from './burn-rate.ts';

const objective = 0.999;
const page = BURN_RATE_RULES[0]!;

test('factors of the SRE workbook for 30 and 28 days', () => {
  const expected = [
    ['14.400000', '13.440000'],
    ['6.000000', '5.600000'],
    ['3.000000', '2.800000'],
    ['1.000000', '.9333'],
  ] as const;
  BURN_RATE_RULES.forEach((rule, i) => {
    published(burnRateFactor(rule), expected[i]![0]);
    published(burnRateFactor(rule, 28), expected[i]![1]);
  });
});

test('R6.5 the error shares that fire at 99.9 %', () => {
  ['.014400000', '.006000000', '.003000000', '.001000000'].forEach((share, i) => {
    published(burnRateFactor(BURN_RATE_RULES[i]!) * (1 - objective), share);
  });
});

test('both windows must burn; no requests never fire', () => {
  const burning = { bad: 200, total: 10_000 };
  const calm = { bad: 0, total: 800 };
  assert.equal(burnRateFires(page, burning, burning, { objective }), true);
  assert.equal(burnRateFires(page, burning, calm, { objective }), false);
  assert.equal(burnRateFires(page, burning, { bad: 0, total: 0 }, { objective }), false);
  assert.equal(burnRate({ bad: 0, total: 0 }, objective), null);
});

test('few failures of a quiet night do not page', () => {
  const quiet = { bad: 3, total: 20 };
  assert.equal(burnRateFires(page, quiet, quiet, { objective }), false);
  assert.equal(burnRateFires(page, quiet, quiet, { objective, minimumBad: 1 }), true);
});

test('a rule that can never fire is found when it is made', () => {
  assert.equal(burnRateReachable(page, 0.9), false);
  assert.equal(burnRateReachable(page, objective), true);
});
