import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@slipway/statistics';
import { binaryMeasures } from './binary-measures.ts';
import { multiclassMeasures } from './multiclass-measures.ts';
import { regressionMeasures } from './regression-measures.ts';

const near = (actual: number | null | undefined, expected: number, digits = 1e-7): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < digits, `${actual} is not ${expected}`);
const column = (...values: number[]) => Float64Array.from(values);

const binary = binaryMeasures({ threshold: 0.5, seed: 1 });
const regression = regressionMeasures();

test('R3.1: MAE, RMSE, R² and MAPE of a regression, each within its interval', () => {
  const { mae, rmse, r2, mape } = regression.metrics(column(3, -0.5, 2, 7), column(2.5, 0, 2, 8));
  near(mae?.value, 0.5);
  near(rmse?.value, 0.6123724);
  near(r2?.value, 0.9486081);
  near(mape?.value, 0.327381);
  for (const estimate of [mae, rmse, r2, mape])
    assert.ok(estimate!.lower! <= estimate!.value! && estimate!.value! <= estimate!.upper!);
});

test('a constant label has no R², and one row no interval', () => {
  assert.equal(
    regression.metrics(column(1, 1), column(1, 2)).r2?.method,
    'undefined: every label is the same',
  );
  assert.equal(regression.metrics(column(1), column(2)).mae?.value, null);
  assert.equal(regression.metrics(column(0, 1), column(1, 1)).mape?.method, 'undefined: a label is 0');
});

test('the better of two regressions has less error and more R², and the tests see it', () => {
  const random = seededRandom(5);
  const labels = Float64Array.from({ length: 500 }, () => 1 + random() * 10);
  const noisy = (size: number) => labels.map((label) => label + (random() - 0.5) * size);
  const [champion, candidate] = [noisy(4), noisy(2)];
  const before = regression.metrics(labels, champion);
  const after = regression.metrics(labels, candidate);
  for (const [name, { difference, p }] of Object.entries(
    regression.differences(labels, champion, candidate),
  )) {
    near(difference.value, after[name]!.value! - before[name]!.value!, 1e-12);
    assert.ok(p! < 1e-6, name);
    assert.equal(difference.lower! > 0, name === 'r2');
    assert.equal(difference.upper! < 0, name !== 'r2');
  }
});

test('equal regressions differ by nothing, with p 1', () => {
  const labels = column(1, 2, 3, 4);
  const scores = column(1.5, 2, 2, 5);
  for (const { difference, p } of Object.values(regression.differences(labels, scores, scores))) {
    assert.equal(difference.value, 0);
    assert.equal(p, 1);
  }
});

test('with two classes the multiclass measures are the binary ones', () => {
  const labels = column(1, 0, 1, 1, 0, 0, 1, 0, 1, 0);
  const a = column(0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1);
  const b = column(0.8, 0.45, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.44, 0.2);
  const both = (p: Float64Array) => Float64Array.from([...p].flatMap((score) => [1 - score, score]));
  const two = multiclassMeasures(2, 1);
  const metrics = two.metrics(labels, both(a));
  const expected = binary.metrics(labels, a);
  for (const name of ['auc', 'logLoss', 'accuracy'])
    near(metrics[name]?.value, expected[name]!.value!, 1e-12);
  const differences = two.differences(labels, both(a), both(b));
  const wanted = binary.differences(labels, a, b);
  for (const name of ['auc', 'logLoss', 'accuracy']) {
    near(differences[name]?.difference.value, wanted[name]!.difference.value!, 1e-12);
    near(differences[name]?.difference.lower, wanted[name]!.difference.lower!, 1e-9);
    near(differences[name]?.p, wanted[name]!.p!, 1e-9);
  }
});

test('a macro AUC leaves out classes without rows and says how many it has', () => {
  const scores = [
    [0.7, 0.2, 0.1],
    [0.6, 0.3, 0.1],
    [0.3, 0.6, 0.1],
    [0.2, 0.7, 0.1],
  ].flat();
  const { auc, accuracy, macroF1, brier } = multiclassMeasures(3, 1).metrics(
    column(0, 0, 1, 1),
    Float64Array.from(scores),
  );
  assert.equal(auc?.value, 1);
  assert.equal(auc?.method, 'wilson-smaller-class, one-vs-rest of 2 classes');
  assert.equal(accuracy?.value, 1);
  assert.equal(macroF1?.value, 1);
  near(brier?.value, 0.2);
});
