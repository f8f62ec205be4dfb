import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { brierDecomposition, calibrationError } from './calibration.ts';
import { seededRandom } from './random.ts';
import { reliabilityBins } from './reliability.ts';

const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];

test('R3.5a expected and maximum calibration error under each edge convention', () => {
  const ten = calibrationError(labels, a, { edges: 'equal-width' })!;
  published(ten.expected.value, '.270000000000');
  published(ten.maximum, '.600000000000');
  const five = calibrationError(labels, a, { edges: 'equal-width', bins: 5 })!;
  published(five.expected.value, '.090000000000');
  published(five.maximum, '.150000000000');
  const right = calibrationError(labels, a, { edges: 'equal-width', bins: 5, closed: 'right' })!;
  published(right.expected.value, '.110000000000');
  const frequency = calibrationError(labels, a, { bins: 5 })!;
  published(frequency.expected.value, '.130000000000');
  published(frequency.maximum, '.175000000000');
});

test('R3.5a the reliability curve, right-closed', () => {
  const bins = reliabilityBins(labels, a, { edges: 'equal-width', bins: 5, closed: 'right' });
  const observed = ['.0000', '.3333', '.5000', '1.0000', '1.0000'];
  const forecast = ['.150', '.350', '.575', '.750', '.900'];
  assert.equal(bins.length, 5);
  bins.forEach((bin, k) => {
    published(bin.observed.value, observed[k]!);
    published(bin.meanForecast, forecast[k]!);
  });
  assert.equal(
    bins.reduce((sum, bin) => sum + bin.n, 0),
    10,
  );
});

test('R3.5b Murphy: reliability − resolution + uncertainty is the Brier score of discrete forecasts', () => {
  const forecasts = [0.1, 0.1, 0.1, 0.1, 0.4, 0.4, 0.4, 0.8, 0.8, 0.8];
  const parts = brierDecomposition(
    reliabilityBins([0, 0, 0, 1, 0, 1, 0, 1, 1, 0], forecasts, { edges: [0.1, 0.4] }),
  )!;
  published(parts.reliability, '.0156667');
  published(parts.resolution, '.0316667');
  published(parts.uncertainty, '.240000000000');
  published(parts.reliability - parts.resolution + parts.uncertainty, '.224000000000');
});

test('no rows have no calibration; forecasts outside [0, 1] are rejected', () => {
  assert.equal(calibrationError([], []), null);
  assert.equal(brierDecomposition([]), null);
  assert.throws(() => calibrationError([1], [1.5]), /probabilities\[0\]/);
});

test('tied forecasts share a bin instead of being split by their order', () => {
  const bins = reliabilityBins([1, 0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5, 0.9], { bins: 4 });
  assert.deepEqual(
    bins.map((bin) => bin.n),
    [4, 1],
  );
});

test('calibrated forecasts: the interval reaches down to almost nothing; miscalibrated: it stays away from it', () => {
  const random = seededRandom(2);
  const forecasts = Float64Array.from({ length: 20_000 }, () => random());
  const truth = forecasts.map((p) => (random() < p ? 1 : 0));
  const good = calibrationError(truth, forecasts)!.expected;
  assert.ok(good.lower < 0.003 && good.lower <= good.value && good.value <= good.upper && good.upper < 0.02);
  const bad = calibrationError(
    truth,
    forecasts.map((p) => p / 2),
  )!.expected;
  assert.ok(bad.lower > 0.22 && bad.upper < 0.28, JSON.stringify(bad));
});

test('the interval is the same for the same seed', () => {
  assert.deepEqual(calibrationError(labels, a), calibrationError(labels, a));
});
