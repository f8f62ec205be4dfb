import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison, Estimate, SliceResult, Verdict } from '@slipway/contracts';
import { comparisonVerdict, nonInferiority } from './verdict.ts';

const estimate = (value: number, half = 0.01): Estimate => ({
  value,
  lower: value - half,
  upper: value + half,
  level: 0.95,
  method: 'm',
});

const compared = (candidate: number, champion: number, half: number): Comparison['metrics'][string] => ({
  candidate: estimate(candidate),
  champion: estimate(champion),
  difference: estimate(candidate - champion, half),
  p: null,
  method: 'm',
});

const slice = (significant: boolean | null): SliceResult => ({
  column: 'city',
  value: 'A',
  rows: 100,
  positives: 10,
  status: 'ok',
  metrics: {},
  harm: significant === null ? null : { difference: estimate(0.1), adjustedP: 0.01, significant },
});

const near = (actual: number | null, expected: number, digits: number): void =>
  assert.ok(Math.abs(actual! - expected) <= digits, `${actual} is not ${expected}`);

test('R1.9: .900 against .895 with margin .01 is not shown, and is inconclusive rather than fail', () => {
  const accuracy = nonInferiority('accuracy', -0.005, 0.00606589, null, 0.01);
  near(accuracy.lower, -0.0149775, 1e-7);
  near(accuracy.p, 0.2049, 1e-4);
  assert.equal(accuracy.verdict, 'inconclusive');
  assert.equal(nonInferiority('accuracy', -0.005, 0.00606589, null, 0.02).verdict, 'pass');
  assert.equal(nonInferiority('accuracy', -0.05, 0.00606589, null, 0.01).verdict, 'fail');
});

test('where less is better the improvement is champion − candidate', () => {
  const { lower, upper, verdict } = nonInferiority('logLoss', 0.005, 0.001, null, 0.01);
  near(lower, -0.005 - 1.644854 * 0.001, 1e-8);
  near(upper, -0.005 + 1.644854 * 0.001, 1e-8);
  assert.equal(verdict, 'pass');
  assert.equal(nonInferiority('logLoss', 0.05, 0.001, null, 0.01).verdict, 'fail');
});

test('without a standard error the bootstrap bounds decide, moved to the exact difference', () => {
  const range = { value: 0.011, lower: -1, upper: 1, lowerBound: -0.004, upperBound: 0.031, failures: 0 };
  const better = nonInferiority('f1', 0.01, undefined, range, 0.01);
  near(better.lower, -0.005, 1e-12);
  near(better.upper, 0.03, 1e-12);
  assert.deepEqual([better.p, better.verdict], [null, 'pass']);
  const error = nonInferiority('calibrationError', 0.01, undefined, range, 0.01);
  near(error.lower, -0.03, 1e-12);
  assert.equal(error.verdict, 'inconclusive');
});

test('equal models are not worse by any margin above 0; what has no value is inconclusive', () => {
  assert.equal(nonInferiority('auc', 0, 0, null, 0.01).verdict, 'pass');
  assert.equal(nonInferiority('auc', 0, 0, null, 0).verdict, 'inconclusive');
  assert.equal(nonInferiority('auc', null, undefined, null, 0.01).verdict, 'inconclusive');
});

const GATES: readonly [string, Comparison['metrics'], SliceResult[], Verdict][] = [
  ['better, no harm: pass', { auc: compared(0.72, 0.7, 0.01) }, [slice(false)], 'pass'],
  ['within the margin: pass', { auc: compared(0.7, 0.7, 0.004) }, [slice(null)], 'pass'],
  ['around the margin: inconclusive', { auc: compared(0.7, 0.7, 0.02) }, [], 'inconclusive'],
  ['worse than the margin: fail', { auc: compared(0.66, 0.7, 0.02) }, [], 'fail'],
  ['a harmed slice: fail', { auc: compared(0.72, 0.7, 0.01) }, [slice(false), slice(true)], 'fail'],
  [
    'worse calibration: inconclusive',
    { auc: compared(0.72, 0.7, 0.01), calibrationError: compared(0.05, 0.02, 0.01) },
    [],
    'inconclusive',
  ],
  [
    'calibration within 0.02: pass',
    { auc: compared(0.72, 0.7, 0.01), calibrationError: compared(0.039, 0.02, 0.01) },
    [],
    'pass',
  ],
  ['no primary metric: inconclusive', {}, [], 'inconclusive'],
];

for (const [name, metrics, slices, verdict] of GATES)
  test(`3.7 ${name}`, () => {
    const result = comparisonVerdict(metrics, slices, 'auc', 0.005);
    assert.equal(result.verdict, verdict);
    assert.ok(result.reasons.length >= 2 && result.reasons.every(({ message }) => message !== ''));
  });

test('3.7 of an error: less is an improvement', () => {
  const verdict = (candidate: number) =>
    comparisonVerdict({ rmse: compared(candidate, 2, 0.1) }, [], 'rmse', 0.2).verdict;
  assert.deepEqual([verdict(1.5), verdict(2.15), verdict(2.5)], ['pass', 'inconclusive', 'fail']);
});
