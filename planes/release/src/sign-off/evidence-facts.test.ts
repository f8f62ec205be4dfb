import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Criterion, type Evaluation } from '@slipway/contracts';
import { criterionFacts } from './criterion-facts.ts';
import { judge } from './judge.ts';
import { validateCriteria } from './validate-criteria.ts';

type Measured = Parameters<typeof criterionFacts>[0];

const EVALUATION: Measured = {
  metrics: {},
  comparison: null,
  slices: [],
  rows: 100,
  positives: 10,
  threshold: 0.5,
  serving: { rows: 532, mismatches: 0, maxDifference: 1e-7, tolerance: 1e-5, examples: [] },
  robustness: { rows: 50, step: 1, cases: [], maxFlipped: 0.125, maxChange: null, refusedCases: 2 },
  load: {
    requestsPerSecond: 100,
    seconds: 3,
    rows: 1,
    requests: 300,
    errors: 1,
    answeredPerSecond: 99.5,
    p50Ms: 1,
    p95Ms: 4,
    p99Ms: 20,
    p999Ms: 21.5,
    maxMs: 30,
    sentLateMs: 1,
    machine: {
      processor: 'x',
      cores: 2,
      memoryBytes: 1,
      system: 'Linux',
      node: 'v24',
      loadAverage: 0,
      niceness: 0,
    },
  } satisfies Evaluation['load'],
};

const verdict = (pass: string, evaluation: Measured = EVALUATION) => {
  const criterion = Criterion.parse({ name: 'it', pass });
  validateCriteria([criterion]);
  return judge(criterion, criterionFacts(evaluation));
};

test('criteria read the serving check, the load test and the robustness', () => {
  for (const pass of [
    'serving.mismatches == 0',
    'serving.rows > 500 && serving.maxDifference < 0.001',
    'load.p99Ms <= 20',
    'load.errors <= load.requests * 0.01',
    'load.p999Ms < 22',
    'robustness.maxFlipped <= 0.125',
  ])
    assert.equal(verdict(pass).verdict, 'pass', pass);
  for (const pass of ['serving.mismatches > 0', 'load.p99Ms < 20', 'robustness.refusedCases == 0'])
    assert.equal(verdict(pass).verdict, 'fail', pass);
  assert.deepEqual(verdict('load.p99Ms <= 20').values, { 'load.p99Ms': 20 });
});

test('what was not measured, or has no figure, is never taken for met', () => {
  const { serving: _, load: __, robustness: ___, ...before } = EVALUATION;
  for (const pass of ['serving.mismatches == 0', 'load.p99Ms <= 20', 'robustness.maxFlipped <= 1'])
    assert.equal(verdict(pass, before).verdict, 'inconclusive', pass);
  const { verdict: judged, reason } = verdict('robustness.maxChange < 1');
  assert.deepEqual([judged, reason], ['inconclusive', 'not there: robustness.maxChange']);
});

test('a mismatch fails', () => {
  const serving = { ...EVALUATION.serving!, mismatches: 3 };
  assert.equal(verdict('serving.mismatches == 0', { ...EVALUATION, serving }).verdict, 'fail');
});
