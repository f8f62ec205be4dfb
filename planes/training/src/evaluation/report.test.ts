import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationPlan, ModelSignature } from '@slipway/contracts';
import { EvaluationResult } from '../worker/evaluation-task.ts';
import { buildReport, type ReportInput } from './report.ts';
import { SliceColumnBuilder } from './slice-column.ts';

/** Reference cases R3.* of methods.md, part 3, through the report that a reviewer reads. */
const LABELS = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const A = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
const B = [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2];
const DIGEST = `sha256:${'0'.repeat(64)}`;

const signature = ModelSignature.parse({
  task: 'binary',
  features: [{ name: 'x', kind: 'number' }],
  layout: 'columns',
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
  outputs: [{ name: 'score', datatype: 'FP32', shape: [-1, 1] }],
  score: 'score',
  classes: ['on time', 'late'],
});

const input = (
  labels: readonly number[],
  candidate: readonly number[],
  champion: readonly number[] | null = null,
): ReportInput => ({
  signature,
  artifact: DIGEST,
  snapshot: DIGEST,
  plan: EvaluationPlan.parse({ holdout: 'select 1', label: 'late' }),
  seed: 42,
  rows: {
    labels: Float64Array.from(labels),
    candidate: Float64Array.from(candidate),
    champion: champion && Float64Array.from(champion),
  },
  sliceColumns: [],
  champion: champion && { model: 'm', version: 1, artifact: DIGEST },
});

const near = (actual: number | null | undefined, expected: number, digits = 1e-6): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < digits, `${actual} is not ${expected}`);

/** The first `positives` labels of n are 1, the others 0. */
const rightOf = (n: number, right: number) => ({
  labels: Array.from({ length: n }, (_, row) => row % 2),
  scores: Array.from({ length: n }, (_, row) => (row < right ? row % 2 : 1 - (row % 2))),
});

test('R3.1: AUC, average precision, log-loss and Brier of one model', () => {
  const { metrics, rows, positives, comparison } = buildReport(input(LABELS, A));
  near(metrics.auc?.value, 0.88);
  near(metrics.averagePrecision?.value, 0.9028571, 1e-7);
  near(metrics.logLoss?.value, 0.4445134, 1e-7);
  near(metrics.brier?.value, 0.1425);
  near(metrics.accuracy?.value, 0.8);
  assert.equal(rows, 10);
  assert.equal(positives, 5);
  assert.equal(comparison, null);
});

test('R3.2a: the difference of two AUCs is candidate − champion by the paired DeLong test', () => {
  const { auc } = buildReport(input(LABELS, B, A)).comparison!.metrics;
  near(auc?.candidate.value, 1);
  near(auc?.champion.value, 0.88);
  near(auc?.difference.value, 0.12);
  near((auc!.difference.upper! - auc!.difference.lower!) / 2 / 1.959964, 0.1131371, 1e-6);
  near(auc?.p, 0.2888444, 1e-7);
  assert.equal(auc?.method, 'delong-paired');
});

test('R3.3: the difference of two accuracies has the mid-p of McNemar', () => {
  const both = [...Array(10).fill([1, 0]), ...Array(25).fill([0, 1]), ...Array(65).fill([1, 1])] as const;
  const champion = both.map(([right]) => right);
  const candidate = both.map(([, right]) => right);
  const { accuracy } = buildReport(input(Array(100).fill(1), candidate, champion)).comparison!.metrics;
  near(accuracy?.p, 0.011331, 1e-7);
  assert.equal(accuracy?.method, 'mcnemar-mid-p, exact p 0.01667');
  near(accuracy?.difference.value, 0.15);
  assert.ok(accuracy!.difference.lower! > 0 && accuracy!.difference.upper! < 0.3);
});

test('R3.4: the difference of two Brier scores is a paired t test of the rows', () => {
  const { brier } = buildReport(input(LABELS, B, A)).comparison!.metrics;
  near(brier?.candidate.value, 0.09725);
  near(brier?.difference.value, -0.04525);
  near(brier?.p, 0.2877098, 1e-7);
  near((brier!.difference.upper! - brier!.difference.lower!) / 2 / 2.262157163, 0.0400459, 1e-7);
});

test('R3.5d: accuracy has a Wilson interval', () => {
  for (const [right, n, lower, upper] of [
    [5, 100, 0.0215437, 0.1117505],
    [0, 50, 0, 0.0713476],
    [50, 50, 0.9286524, 1],
  ] as const) {
    const { labels, scores } = rightOf(n, right);
    const { accuracy } = buildReport(input(labels, scores)).metrics;
    near(accuracy?.lower, lower, 1e-7);
    near(accuracy?.upper, upper, 1e-7);
  }
});

test('the curve has ten equal-frequency bins, and its gaps add up to the calibration error', () => {
  const labels = Array.from({ length: 1000 }, (_, row) => (row % 7 < 3 ? 1 : 0));
  const scores = Array.from({ length: 1000 }, (_, row) => ((row * 37) % 1000) / 1000);
  const { calibration, metrics } = buildReport(input(labels, scores));
  assert.deepEqual(
    calibration.map(({ rows }) => rows),
    Array(10).fill(100),
  );
  const expected = calibration.reduce(
    (sum, { rows, meanScore, observed }) => sum + (rows / 1000) * Math.abs(meanScore - observed),
    0,
  );
  near(metrics.calibrationError?.value, expected, 1e-12);
  assert.ok(metrics.calibrationError!.lower! <= expected && expected <= metrics.calibrationError!.upper!);
});

test('with one class the AUC is null and says why, and the other metrics stand', () => {
  const { metrics, comparison } = buildReport(
    input(Array(60).fill(0), Array(60).fill(0.1), Array(60).fill(0.2)),
  );
  assert.deepEqual(metrics.auc, {
    value: null,
    lower: null,
    upper: null,
    level: 0.95,
    method: 'undefined: every row is negative',
  });
  near(metrics.brier?.value, 0.01);
  assert.equal(comparison?.metrics.auc?.difference.value, null);
  assert.equal(comparison?.metrics.auc?.p, null);
});

test('equal models differ by nothing, with p 1', () => {
  const { metrics } = buildReport(input(LABELS, A, A)).comparison!;
  for (const name of ['auc', 'logLoss', 'brier', 'accuracy']) {
    assert.equal(metrics[name]?.difference.value, 0, name);
    assert.equal(metrics[name]?.p, 1, name);
  }
});

test('a slice that the candidate harms is significant after Holm, and one with few rows says nothing', () => {
  const n = 400;
  const labels = Array.from({ length: n }, (_, row) => row % 2);
  const good = labels.map((label, row) => (label === 1 ? 0.8 : 0.2) + (row % 5) / 100);
  const city = labels.map((_, row) => (row < 180 ? 'A' : row < 360 ? 'B' : 'C'));
  const candidate = good.map((score, row) => (city[row] === 'B' ? 0.5 + (row % 3) / 100 : score));
  const column = new SliceColumnBuilder('city', n, { texts: true, numbers: false });
  column.add(city, 0);
  const base = input(labels, candidate, good);
  const { slices } = buildReport({
    ...base,
    plan: EvaluationPlan.parse({ holdout: 'select 1', label: 'late', slices: [{ column: 'city' }] }),
    sliceColumns: [column.build()],
  });
  const [a, b, c] = slices;
  assert.deepEqual(
    slices.map(({ value, rows, status }) => [value, rows, status]),
    [
      ['A', 180, 'ok'],
      ['B', 180, 'ok'],
      ['C', 40, 'insufficient'],
    ],
  );
  assert.equal(a?.harm?.significant, false);
  assert.equal(a?.harm?.difference.value, 0);
  assert.equal(b?.harm?.significant, true);
  assert.ok(b!.harm!.difference.lower! > 0 && b!.harm!.adjustedP < 0.001);
  assert.deepEqual(c?.metrics, {});
  assert.equal(c?.harm, null);
});

test('every report satisfies the contract, also of a single row', () => {
  for (const rows of [1, 2, 10]) {
    const report = buildReport(input(LABELS.slice(0, rows), A.slice(0, rows), B.slice(0, rows)));
    EvaluationResult.parse({ ...report, seconds: 0 });
  }
});
