import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { auc } from './auc.ts';
import { confusion } from './confusion.ts';
import { decisionCost } from './decision-cost.ts';
import { bestSteps, confusionAt, decisionSteps, stepAt, thinSteps } from './decision-curve.ts';
import { normalDraw, seededRandom } from './random.ts';

const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];

test('R3.1 the area under the steps is the AUC', () => {
  const { positives, negatives, truePositives, falsePositives } = decisionSteps(labels, a);
  let area = 0;
  for (let i = 0; i < truePositives.length; i++)
    area +=
      ((truePositives[i]! + (truePositives[i - 1] ?? 0)) / 2) *
      (falsePositives[i]! - (falsePositives[i - 1] ?? 0));
  published(area / positives / negatives, '.880000000000');
});

test('every step is the confusion at its score; equal scores are one step', () => {
  const random = seededRandom(2);
  const y = Float64Array.from({ length: 300 }, () => (random() < 0.3 ? 1 : 0));
  const scores = y.map((label) => Math.round(10 * (normalDraw(random) + label)) / 10);
  const steps = decisionSteps(y, scores);
  assert.equal(steps.thresholds.length, new Set(scores).size);
  steps.thresholds.forEach((threshold, i) => {
    assert.deepEqual(confusionAt(steps, i), confusion(y, scores, threshold));
    assert.equal(stepAt(steps, threshold), i);
  });
  assert.deepEqual(confusionAt(steps, stepAt(steps, 99)), confusion(y, scores, 99));
});

test('thinning keeps at most 200 steps of the curve, its ends, and nearly all of its area', () => {
  const random = seededRandom(5);
  const y = Float64Array.from({ length: 20_000 }, () => (random() < 0.02 ? 1 : 0));
  const scores = y.map((label) => 1 / (1 + Math.exp(3 - normalDraw(random) - 2 * label)));
  const steps = decisionSteps(y, scores);
  const kept = thinSteps(steps);
  assert.ok(kept.length <= 200 && kept.length > 100);
  assert.deepEqual([kept[0], kept.at(-1)], [0, steps.thresholds.length - 1]);
  let area = 0;
  let [x, height] = [0, 0];
  for (const i of kept) {
    area += ((steps.truePositives[i]! + height) / 2) * (steps.falsePositives[i]! - x);
    [x, height] = [steps.falsePositives[i]!, steps.truePositives[i]!];
  }
  assert.ok(Math.abs(area / steps.positives / steps.negatives - auc(y, scores)!) < 2e-3);
});

test('the best threshold by F1 and by cost, over every score', () => {
  const steps = decisionSteps(labels, a);
  const costs = { truePositive: 0, trueNegative: 0, falsePositive: 1, falseNegative: 5 };
  const { byF1, byCost } = bestSteps(steps, costs);
  assert.equal(steps.thresholds[byF1!], 0.35);
  assert.equal(steps.thresholds[byCost!], 0.35);
  assert.equal(bestSteps(steps, null).byCost, null);
  const dear = bestSteps(steps, { ...costs, falsePositive: 1, falseNegative: 0 });
  assert.equal(dear.byCost, -1, 'to decide nothing positive costs nothing');
  assert.equal(bestSteps(decisionSteps([0, 0], [0.1, 0.2]), null).byF1, null);
});

test('the expected cost per row has a normal interval over rows', () => {
  const costs = { truePositive: 0, trueNegative: 0, falsePositive: 1, falseNegative: 5 };
  const cost = decisionCost(confusion(labels, a, 0.5), costs)!;
  published(cost.value, '.6000000');
  const rows: number[] = labels.map((label, i) =>
    label === 1 ? (a[i]! >= 0.5 ? 0 : 5) : a[i]! >= 0.5 ? 1 : 0,
  );
  const variance = rows.reduce((sum, row) => sum + (row - 0.6) ** 2, 0) / 9;
  published((cost.upper - cost.lower) / 2 / 1.959964, Math.sqrt(variance / 10).toFixed(6));
  assert.equal(decisionCost(confusion([1], [1], 0.5), costs), null);
});
