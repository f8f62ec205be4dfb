import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { normalDraw, seededRandom } from './random.ts';
import { residuals } from './residuals.ts';

const random = seededRandom(6);
const predictions = Float64Array.from({ length: 4000 }, () => random() * 100);

test('R3.1 the four residuals of the regression case', () => {
  const figures = residuals([3, -0.5, 2, 7], [2.5, 0, 2, 8])!;
  published(figures.mean, '-.2500000000');
  published(figures.deviation, '.6454972');
  assert.equal(
    figures.histogram.reduce((sum, { rows }) => sum + rows, 0),
    4,
  );
});

test('bins of equally many rows show where the model is biased', () => {
  const truth = predictions.map((p) => p + (p > 50 ? 3 : 0) + normalDraw(random));
  const { byPrediction } = residuals(truth, predictions, { bins: 10 })!;
  assert.deepEqual(
    byPrediction.map(({ rows }) => rows),
    Array(10).fill(400),
  );
  const [first, last] = [byPrediction[0]!, byPrediction[9]!];
  assert.ok(Math.abs(first.meanResidual) < 0.2 && Math.abs(last.meanResidual - 3) < 0.2);
  assert.ok(Math.abs(last.standardError! - 0.05) < 0.01);
  assert.ok(last.low < 2 && last.high > 4);
});

test('normal residuals lie on the diagonal', () => {
  const truth = predictions.map((p) => p + 2 * normalDraw(random));
  const { quantiles, histogram, deviation } = residuals(truth, predictions)!;
  assert.equal(quantiles.length, 100);
  for (const [normal, residual] of quantiles.slice(5, -5)) assert.ok(Math.abs(normal - residual) < 0.15);
  assert.ok(Math.abs(deviation - 2) < 0.1);
  assert.equal(
    histogram.reduce((sum, { rows }) => sum + rows, 0),
    4000,
  );
});

test('a perfect model has one bar and no quantiles; nothing has no residuals', () => {
  const perfect = residuals([1, 2, 3], [1, 2, 3])!;
  assert.deepEqual(perfect.histogram, [{ lower: 0, upper: 0, rows: 3 }]);
  assert.deepEqual(perfect.quantiles, []);
  assert.equal(residuals([], []), null);
});
