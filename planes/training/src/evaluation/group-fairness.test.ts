import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationPlan, FairnessResult, ModelSignature } from '@slipway/contracts';
import { groupFairness } from './group-fairness.ts';
import { SliceColumnBuilder } from './slice-column.ts';

const near = (actual: number | null | undefined, expected: number, digits = 1e-4): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < digits, `${actual} is not ${expected}`);

const signatureOf = (task: 'binary' | 'multiclass' | 'regression', classes: string[]) =>
  ModelSignature.parse({
    task,
    features: [{ name: 'x', kind: 'number' }],
    layout: 'columns',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
    outputs: [{ name: 'score', datatype: 'FP32', shape: [-1, Math.max(1, classes.length)] }],
    score: 'score',
    classes,
  });
const BINARY = signatureOf('binary', ['0', '1']);

const planOf = (fairness: EvaluationPlan['fairness']) =>
  EvaluationPlan.parse({ holdout: 'select 1', label: 'y', fairness });

const judged = (
  groups: readonly (string | null)[],
  labels: readonly number[],
  scores: readonly number[],
  { reference, signature = BINARY }: { reference?: string; signature?: ModelSignature } = {},
): FairnessResult => {
  const builder = new SliceColumnBuilder('g', groups.length, { texts: true, numbers: false });
  builder.add([...groups], 0);
  const plan = planOf({ groups: ['g'], ...(reference === undefined ? {} : { reference: { g: reference } }) });
  const [result] = groupFairness(signature, plan, [builder.build()], {
    labels: Float64Array.from(labels),
    scores: Float64Array.from(scores),
  });
  return FairnessResult.parse(result);
};

const times = <T>(values: readonly T[], n: number): T[] => Array.from({ length: n }, () => values).flat();

/** R3.6, twenty times over: a group needs 50 rows to be judged. */
const GROUPS = times([...'aaaaabbbbb'], 20);
const LABELS = times([1, 1, 0, 0, 1, 1, 0, 0, 1, 0], 20);
const DECISIONS = times([1, 1, 0, 1, 0, 1, 0, 0, 0, 0], 20);

test('R3.6: rates of the groups, their gaps and ratio', () => {
  const { groups, gaps } = judged(GROUPS, LABELS, DECISIONS);
  const rates = (name: string) => groups.map((group) => group.rates[name]?.value ?? null);
  assert.deepEqual(rates('selectionRate'), [0.6, 0.2]);
  near(rates('truePositiveRate')[0], 0.6667);
  near(rates('truePositiveRate')[1], 0.5);
  assert.deepEqual(rates('falsePositiveRate'), [0.5, 0]);
  near(gaps.selectionRate?.difference.value, 0.4);
  near(gaps.selectionRate?.ratio?.value, 0.3333);
  near(gaps.truePositiveRate?.difference.value, 0.1667);
  near(gaps.falsePositiveRate?.difference.value, 0.5);
  assert.deepEqual([gaps.selectionRate?.highest, gaps.selectionRate?.lowest], ['a', 'b']);
  const { difference, ratio } = gaps.selectionRate!;
  assert.ok(difference.lower! > 0.2 && difference.upper! < 0.6);
  assert.ok(ratio!.lower! < 0.3333 && ratio!.upper! < 0.8, 'the four fifths rule is broken for certain');
  // Mean score − share of positives: 0 in group a, −0.2 in group b.
  near(gaps.calibration?.difference.value, 0.2);
  assert.equal(gaps.calibration?.ratio, null);
});

test('few rows are insufficient; a group without positives is excluded and named', () => {
  const groups = [...GROUPS, ...Array(60).fill('c'), ...Array(10).fill(null)];
  const labels = [...LABELS, ...Array(70).fill(0)];
  const scores = [...DECISIONS, ...Array(70).fill(0)];
  const result = judged(groups, labels, scores);
  assert.deepEqual(
    result.groups.map(({ group, status }) => [group, status]),
    [
      ['a', 'ok'],
      ['b', 'ok'],
      ['c', 'ok'],
      ['(missing)', 'insufficient'],
    ],
  );
  assert.deepEqual(result.gaps.truePositiveRate?.excluded, ['c', '(missing)']);
  assert.deepEqual(result.gaps.selectionRate?.excluded, ['(missing)']);
  assert.equal(result.gaps.selectionRate?.pairs, 3);
});

test('with a reference every group is compared with it, and one that is none is refused', () => {
  const { gaps, reference } = judged(GROUPS, LABELS, DECISIONS, { reference: 'b' });
  assert.equal(reference, 'b');
  assert.equal(gaps.selectionRate?.pairs, 1);
  assert.throws(() => judged(GROUPS, LABELS, DECISIONS, { reference: 'z' }), {
    code: 'EVALUATION_IMPOSSIBLE',
    message: /the reference "z" is no group of "g"; its groups are a, b/,
  });
});

test('classes are compared by accuracy, values by their error', () => {
  const three = signatureOf('multiclass', ['x', 'y', 'z']);
  const scores = LABELS.flatMap((label, row) => (row % 10 < 5 || label === 0 ? [1, 0, 0] : [0, 1, 0]));
  near(judged(GROUPS, LABELS, scores, { signature: three }).gaps.accuracy?.difference.value, 0.6);
  const values = LABELS.map((label, row) => label + (row % 10 < 5 ? 2 : -1));
  const { gaps } = judged(GROUPS, LABELS, values, { signature: signatureOf('regression', []) });
  near(gaps.error?.difference.value, 3);
  near(gaps.absoluteError?.difference.value, 1);
});
