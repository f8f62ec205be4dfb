import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { brierScore, logLoss, rowLogLoss } from './probability-score.ts';

const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
const b = [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2];

test('R3.1 log-loss and Brier score', () => {
  published(logLoss(labels, a)?.value, '.4445134');
  published(brierScore(labels, a)?.value, '.142500000000');
  published(brierScore(labels, b)?.value, '.097250000000');
});

test('a certain wrong forecast costs a finite amount', () => {
  published(rowLogLoss([1], [0])[0], '34.5388');
  published(rowLogLoss([0], [1])[0], '34.5388');
  published(rowLogLoss([1], [1])[0], '.00000000000');
});

test('intervals stay in the range of their score', () => {
  const loss = logLoss([1, 0, 1], [0.999, 0.001, 0.4])!;
  assert.ok(loss.lower >= 0 && loss.lower < loss.value && loss.value < loss.upper);
  const brier = brierScore([1, 0], [0, 0])!;
  assert.ok(brier.lower >= 0 && brier.upper <= 1);
});

test('fewer than two rows have no interval, bad forecasts are errors of use', () => {
  assert.equal(logLoss([], []), null);
  assert.equal(brierScore([1], [0.5]), null);
  assert.throws(() => logLoss([1], [1.2]), /probabilities\[0\] is 1.2/);
  assert.throws(() => brierScore([1], [Number.NaN]), /probabilities\[0\]/);
});
