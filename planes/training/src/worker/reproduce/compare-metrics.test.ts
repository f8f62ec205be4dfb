import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareMetrics } from './compare-metrics.ts';

const metrics = (values: Record<string, number | null>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, lower: null, upper: null, level: 0.95, method: 'given' },
    ]),
  );

test('metrics match within the tolerance relative to the larger of the two', () => {
  const compared = compareMetrics(
    metrics({ auc: 0.7, brier: 0.2, logLoss: 0 }),
    metrics({ auc: 0.7000006, brier: 0.2001, logLoss: 0 }),
    1e-6,
  );
  assert.deepEqual(
    compared.map(({ name, matches }) => [name, matches]),
    [
      ['auc', true],
      ['brier', false],
      ['logLoss', true],
    ],
  );
  assert.ok(Math.abs((compared[1]?.difference ?? 0) - 0.0001 / 0.2001) < 1e-12);
});

test('a metric that is defined on one side only does not match; on neither side it does', () => {
  const compared = compareMetrics(
    metrics({ auc: null, f1: null, mcc: 0.1 }),
    metrics({ auc: null, f1: 0.5 }),
    1,
  );
  assert.deepEqual(
    compared.map(({ matches, difference }) => [matches, difference]),
    [
      [true, null],
      [false, null],
      [false, null],
    ],
  );
});
