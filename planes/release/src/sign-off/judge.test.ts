import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Criterion, type CriterionResult, type EvaluationReport } from '@slipway/contracts';
import { comparison, figure, report } from '../fixtures/measured.ts';
import { criterionFacts } from './criterion-facts.ts';
import { judge } from './judge.ts';

const slice = (
  value: string,
  rows: number,
  significant: boolean | null,
): EvaluationReport['slices'][number] => ({
  column: 'origin',
  value,
  rows,
  positives: 10,
  status: rows < 50 ? 'insufficient' : 'ok',
  metrics: { auc: figure(rows < 50 ? null : 0.65) },
  harm: significant === null ? null : { difference: figure(0.02), adjustedP: 0.01, significant },
});

const first = report('first', { slices: [slice('ATL', 400, null), slice('ORD', 20, null)] });
const second = report('second', {
  comparison: comparison(0.69, figure(0.01, 0.004)),
  slices: [slice('ATL', 400, false), slice('ORD', 300, true)],
});
const unclear = report('unclear', { comparison: comparison(0.7, figure(0, 0.02)) });
const oneClass = report('one-class', { metrics: { auc: figure(null), logLoss: figure(0.1) } });

const SIGN_OFF = {
  pass: 'difference.auc.lower > -0.005 && harmed == 0',
  fail: 'difference.auc.upper < -0.005 || harmed > 0',
};

const judged = (
  evaluation: EvaluationReport,
  criterion: Omit<Criterion, 'name' | 'whenAbsent'> & Partial<Criterion>,
) => judge(Criterion.parse({ name: 'c', ...criterion }), criterionFacts(evaluation));

const TABLE: readonly [
  string,
  EvaluationReport,
  Omit<Criterion, 'name' | 'whenAbsent'> & Partial<Criterion>,
  CriterionResult['verdict'],
][] = [
  ['a figure above its bar passes', first, { pass: 'eval.auc.value > 0.65' }, 'pass'],
  ['without a fail condition not passing is failing', first, { pass: 'eval.auc.value > 0.75' }, 'fail'],
  [
    'between pass and fail is inconclusive',
    first,
    { pass: 'eval.auc.lower > 0.7', fail: 'eval.auc.upper < 0.7' },
    'inconclusive',
  ],
  ['the champion bounds it', second, { pass: 'eval.auc.lower >= champion.auc.value - 0.005' }, 'pass'],
  ['no champion is inconclusive', first, { pass: 'eval.auc.lower >= champion.auc.value' }, 'inconclusive'],
  ['no champion may pass', first, { pass: 'difference.auc.lower > 0', whenAbsent: 'pass' }, 'pass'],
  ['no champion may fail', first, { pass: 'difference.auc.lower > 0', whenAbsent: 'fail' }, 'fail'],
  ['no champion, no harmed slices to count', first, { pass: 'harmed == 0' }, 'inconclusive'],
  [
    'a fail condition that holds fails, even when pass reads what is not there',
    first,
    { pass: 'difference.auc.lower > 0', fail: 'eval.auc.value < 0.75', whenAbsent: 'pass' },
    'fail',
  ],
  [
    'or answers without the absent side when the other one is true',
    first,
    { pass: 'champion.auc.value < 0.5 || eval.auc.value > 0.6' },
    'pass',
  ],
  ['has() asks for the champion', first, { pass: '!has(champion.auc) || eval.auc.value > 0.9' }, 'pass'],
  ['a figure that is not defined is not there', oneClass, { pass: 'eval.auc.value > 0.5' }, 'inconclusive'],
  ['a metric that nobody measured is not there', first, { pass: 'eval.f1.value > 0.5' }, 'inconclusive'],
  [
    'whole numbers and fractions compute',
    first,
    { pass: 'eval.auc.value * 2 - 1 > 0 && rows >= 1000' },
    'pass',
  ],
  [
    'slices are a list',
    first,
    { pass: 'slices.all(s, s.status != "ok" || s.metrics.auc.value > 0.6)' },
    'pass',
  ],
  ['a harmed slice fails', second, SIGN_OFF, 'fail'],
  ['the gate of methods 3.7 is inconclusive around zero', unclear, SIGN_OFF, 'inconclusive'],
  [
    'what cannot be computed never passes by absence',
    first,
    { pass: 'eval.auc.value > "0.5"', whenAbsent: 'pass' },
    'inconclusive',
  ],
];

for (const [name, evaluation, criterion, verdict] of TABLE) {
  test(name, () => {
    const result = judged(evaluation, criterion);
    assert.equal(result.verdict, verdict, result.reason);
    assert.equal(result.reason !== '', verdict === 'inconclusive');
  });
}

test('the result shows every fact that was read, absent ones as null', () => {
  const result = judged(first, {
    pass: 'eval.auc.lower >= champion.auc.value - 0.005 && eval["logLoss"].value < 1 && slices.exists(s, s.rows > 10)',
    fail: 'has(difference.auc) && harmed > 3',
  });
  assert.deepEqual(result.values, {
    'eval.auc.lower': 0.69,
    'champion.auc.value': null,
    'eval.logLoss.value': 0.4,
    slices: 2,
    'difference.auc': null,
    harmed: null,
  });
  assert.equal(
    judged(first, { pass: 'eval.auc.lower > champion.auc.value' }).reason,
    'not there: champion.auc.value',
  );
});

test('a variable of a comprehension is not a fact, even under the name of one', () => {
  const { values, verdict } = judged(first, { pass: 'slices.exists(rows, rows.rows == 20) && rows > 1' });
  assert.deepEqual([values, verdict], [{ slices: 2, rows: 1000 }, 'pass']);
});
