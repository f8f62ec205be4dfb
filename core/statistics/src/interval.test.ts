import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { clipInterval, logitInterval, meanInterval, wilsonInterval } from './interval.ts';

test('R3.5d Wilson at 95 %', () => {
  published(wilsonInterval(5, 100)?.lower, '.0215437');
  published(wilsonInterval(5, 100)?.upper, '.1117505');
  assert.equal(wilsonInterval(0, 50)?.lower, 0);
  published(wilsonInterval(0, 50)?.upper, '.0713476');
  published(wilsonInterval(50, 50)?.lower, '.9286524');
  assert.equal(wilsonInterval(50, 50)?.upper, 1);
});

test('a share of nothing has no interval, an impossible one is an error of use', () => {
  assert.equal(wilsonInterval(0, 0), null);
  assert.throws(() => wilsonInterval(6, 5), RangeError);
  assert.throws(() => wilsonInterval(1, 5, 1), RangeError);
});

test('the mean of fewer than two rows has no interval', () => {
  assert.equal(meanInterval([]), null);
  assert.equal(meanInterval([3]), null);
  assert.deepEqual(meanInterval([3, 3]), { value: 3, lower: 3, upper: 3, level: 0.95, method: 'normal' });
});

test('student-t is wider than normal for few rows', () => {
  const rows = [1, 2, 3, 4];
  const normal = meanInterval(rows);
  const student = meanInterval(rows, { distribution: 'student-t' });
  published(normal?.upper, '3.765');
  published(student?.upper, '4.5543');
});

test('a large mean does not lose its variance', () => {
  const interval = meanInterval(Float64Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2)));
  published(interval!.upper - interval!.value, '.0310');
});

test('clipping keeps the value and cuts the ends; the logit interval stays inside (0, 1)', () => {
  const wide = { value: 0.9, lower: 0.7, upper: 1.1, level: 0.95, method: 'normal' } as const;
  assert.deepEqual(clipInterval(wide, 0, 1), { ...wide, upper: 1 });
  const logit = logitInterval(0.99, 2, 0.95, 'delong-logit');
  assert.ok(logit.lower > 0.6 && logit.upper < 1);
});
