import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { averagePrecision, averagePrecisionInterval } from './average-precision.ts';

const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];

test('R3.1 average precision', () => {
  published(averagePrecision(labels, a), '.9028571');
});

test('rows with the same score enter together, whatever their order', () => {
  assert.equal(averagePrecision([1, 0], [0.5, 0.5]), 0.5);
  assert.equal(averagePrecision([0, 1], [0.5, 0.5]), 0.5);
  published(averagePrecision([1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1]), '.833333333333');
});

test('without positives there is none; perfection is 1 with a one-sided interval', () => {
  assert.equal(averagePrecision([0, 0], [0.1, 0.2]), null);
  assert.equal(averagePrecisionInterval([0], [0.1]), null);
  const perfect = averagePrecisionInterval([1, 1, 0], [0.9, 0.8, 0.1])!;
  assert.equal(perfect.value, 1);
  assert.ok(perfect.lower < 0.5 && perfect.upper === 1);
});

test('the interval contains the value and stays in the unit', () => {
  const interval = averagePrecisionInterval(labels, a)!;
  assert.ok(
    interval.lower > 0 &&
      interval.lower < interval.value &&
      interval.value < interval.upper &&
      interval.upper < 1,
  );
});
