import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusion, decisionSteps, seededRandom } from '@slipway/statistics';
import { thresholdTable } from './threshold-table.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
const costs = { falsePositive: 1, falseNegative: 5, truePositive: 0, trueNegative: 0 };

test('each row says what its threshold would do, and the best ones are among the rows', () => {
  const table = thresholdTable(decisionSteps(LABELS, SCORES), { threshold: 0.5, costs });
  const at = (threshold: number | null) => table.rows.find((row) => row.threshold === threshold);
  const declared = at(0.5)!;
  assert.equal(declared.precision.value, 0.8);
  assert.equal(declared.recall.value, 0.8);
  assert.equal(declared.falsePositiveRate.value, 0.2);
  assert.equal(declared.selectionRate.value, 0.5);
  assert.ok(Math.abs(declared.f1.value! - 0.8) < 1e-12);
  assert.ok(Math.abs(declared.cost!.value! - 0.6) < 1e-12);
  assert.ok(declared.cost!.lower! < 0.6 && declared.cost!.upper! > 0.6);
  // Deciding at 0.35 finds every positive for two false alarms: 0.2 a row. 0.31 … 0.35 decide alike.
  assert.equal(table.bestByCost, 0.35);
  assert.ok(Math.abs(at(table.bestByCost)!.cost!.value! - 0.2) < 1e-12);
  assert.equal(table.bestByF1, 0.35);
  const costliest = Math.min(...table.rows.map((row) => row.cost!.value!));
  assert.equal(at(table.bestByCost)!.cost!.value, costliest);
});

test('thresholds ascend, decide differently, and reach the scores of rare events', () => {
  const random = seededRandom(3);
  const labels = Float64Array.from({ length: 5000 }, () => (random() < 0.01 ? 1 : 0));
  const scores = labels.map((label) => (0.01 + 0.02 * label) * random());
  const { rows, bestByCost, costs: none } = thresholdTable(decisionSteps(labels, scores), { threshold: 0.5 });
  const thresholds = rows.map(({ threshold }) => threshold);
  assert.deepEqual(
    thresholds,
    [...thresholds].sort((a, b) => a - b),
  );
  const decisions = thresholds.map((threshold) => JSON.stringify(confusion(labels, scores, threshold)));
  assert.equal(new Set(decisions).size, decisions.length);
  assert.ok(thresholds.filter((threshold) => threshold < 0.03).length >= 6);
  assert.deepEqual([bestByCost, none], [null, null]);
  assert.equal(rows[0]!.cost, null);
});

test('when false alarms cost more than all they find, the best is to decide no row positive', () => {
  const dear = { ...costs, falsePositive: 100, falseNegative: 1 };
  const table = thresholdTable(decisionSteps([0, 1, 0], [0.8, 0.7, 0.3]), { threshold: 0.5, costs: dear });
  assert.equal(table.bestByCost, 1);
  assert.equal(table.rows.find(({ threshold }) => threshold === 1)!.selectionRate.value, 0);
  const certain = thresholdTable(decisionSteps([0, 1], [1, 0.7]), { threshold: 0.5, costs: dear });
  assert.equal(certain.bestByCost, null, 'no threshold up to 1 decides a score of 1 negative');
});
