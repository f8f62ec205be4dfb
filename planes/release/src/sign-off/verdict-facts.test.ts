import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Criterion, type EvaluationReport, type FairnessResult } from '@slipway/contracts';
import { comparison, figure, report } from '../fixtures/measured.ts';
import { criterionFacts } from './criterion-facts.ts';
import { judge } from './judge.ts';
import { expressionProblem } from './validate-criteria.ts';

const range = (value: number, half: number) => ({ value, lower: value - half, upper: value + half });

const fairOf = (column: string, gap: number, ratio: number): FairnessResult => ({
  column,
  reference: null,
  level: 0.95,
  groups: [],
  gaps: {
    selectionRate: {
      difference: range(gap, 0.02),
      ratio: range(ratio, 0.1),
      lowest: 'a',
      highest: 'b',
      pairs: 1,
      method: 'newcombe',
      excluded: [],
    },
    calibration: {
      difference: range(0.01, 0.01),
      ratio: null,
      lowest: 'a',
      highest: 'b',
      pairs: 1,
      method: 'normal',
      excluded: [],
    },
  },
});

const row = (
  threshold: number,
  cost: number,
): NonNullable<EvaluationReport['thresholds']>['rows'][number] => {
  const any = range(0.5, 0.1);
  const rates = { precision: any, recall: any, falsePositiveRate: any, f1: any, selectionRate: any };
  return { threshold, ...rates, cost: range(cost, 0.05) };
};

const base = comparison(0.69, figure(0.01, 0.004))!;
const full = report('full', {
  comparison: {
    ...base,
    metrics: {
      auc: {
        ...base.metrics.auc!,
        nonInferiority: {
          margin: 0.005,
          lower: 0.006,
          upper: 0.014,
          p: 1e-9,
          method: 'normal',
          verdict: 'pass',
        },
      },
    },
    verdict: { verdict: 'inconclusive', primary: 'auc', margin: 0.005, reasons: [] },
  },
  fairness: [fairOf('sex', 0.05, 0.9), fairOf('age', 0.12, 0.7)],
  thresholds: {
    level: 0.95,
    methods: {},
    costs: { falsePositive: 1, falseNegative: 5, truePositive: 0, trueNegative: 0 },
    rows: [row(0.35, 0.2), row(0.5, 0.6)],
    bestByF1: 0.35,
    bestByCost: 0.35,
  },
});
const old = report('old');

const verdictOf = (evaluation: EvaluationReport, pass: string) =>
  judge(Criterion.parse({ name: 'c', pass }), criterionFacts(evaluation)).verdict;

test('criteria read the verdict, non-inferiority, the worst gap of all columns, and thresholds', () => {
  for (const pass of [
    'verdict == "inconclusive"',
    'nonInferior.auc == "pass"',
    'fairness.gap.selectionRate.upper < 0.15 && fairness.gap.selectionRate.value > 0.11',
    'fairness.ratio.selectionRate.value < 0.8',
    'fairness.columns.sex.gap.selectionRate.upper < 0.1',
    'threshold.value == 0.5 && threshold.bestCost == 0.35 && threshold.bestF1 <= 0.5',
    'threshold.cost.upper < 1 && threshold.saving > 0.3 && threshold.saving < 0.5',
  ])
    assert.equal(verdictOf(full, pass), 'pass', pass);
  assert.equal(verdictOf(full, 'fairness.gap.selectionRate.upper < 0.1'), 'fail');
});

test('what was not declared is not there, also in reports of before', () => {
  for (const pass of [
    'verdict == "pass"',
    'nonInferior.auc == "pass"',
    'fairness.gap.selectionRate.upper < 0.1',
    'threshold.bestCost < 1',
  ])
    assert.equal(verdictOf(old, pass), 'inconclusive', pass);
  assert.equal(verdictOf(full, 'nonInferior.logLoss == "pass"'), 'inconclusive');
  assert.equal(verdictOf(full, 'fairness.ratio.calibration.value > 0.8'), 'inconclusive');
  assert.equal(verdictOf(old, 'has(fairness.gap) ? fairness.gap.selectionRate.upper < 0.1 : true'), 'pass');
});

test('a fact that nobody gives is refused before anything runs', () => {
  for (const [expression, reason] of [
    ['threshold.best < 1', /threshold\.best is not a fact: use threshold\.value, threshold\.bestF1/],
    ['fairness.selectionRate.upper < 1', /use fairness\.gap, fairness\.ratio, fairness\.columns/],
    ['nonInferior.auc.verdict == "pass"', /nonInferior\.auc is "pass", "fail" or "inconclusive"/],
    ['verdict > 1', /no such overload/],
  ] as const)
    assert.match(expressionProblem(expression) ?? 'accepted', reason, expression);
  assert.equal(expressionProblem('nonInferior.auc == "pass" && verdict != "fail"'), null);
});
