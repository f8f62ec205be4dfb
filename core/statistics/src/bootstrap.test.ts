import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { auc } from './auc.ts';
import { bootstrap } from './bootstrap.ts';

const y = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
const b = [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2];
const differences = y.map((label, i) => (b[i]! - label) ** 2 - (a[i]! - label) ** 2);
const meanDifference = (rows: Int32Array) =>
  rows.reduce((sum, row) => sum + differences[row]!, 0) / rows.length;

test('R3.4 percentile interval of a paired difference, on the generator of the reference case', () => {
  let state = 7;
  const lcg = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const result = bootstrap(10, meanDifference, { resamples: 2000, random: lcg })!;
  published(result.interval.value, '-.0452500000');
  published(result.interval.lower, '-.124262500');
  published(result.interval.upper, '.0230000000');
  assert.equal(result.shareAtLeastZero, 0.118);
});

test('a seed repeats its result, another seed does not', () => {
  const run = (seed: number) => bootstrap(10, meanDifference, { seed })!.interval;
  assert.deepEqual(run(3), run(3));
  assert.notDeepEqual(run(3), run(4));
});

test('resamples in which the statistic does not exist are counted and left out', () => {
  const pick = (values: readonly number[], rows: Int32Array) => Array.from(rows, (row) => values[row]!);
  const labels = [1, 0, 0, 0];
  const scores = [0.8, 0.5, 0.9, 0.1];
  const result = bootstrap(4, (rows) => auc(pick(labels, rows), pick(scores, rows)), { resamples: 500 })!;
  assert.ok(result.failures > 100 && result.failures < 250);
  assert.equal(result.resamples, 500);
});

test('nothing to resample has no result', () => {
  assert.equal(
    bootstrap(0, () => 1),
    null,
  );
  assert.equal(
    bootstrap(3, () => null),
    null,
  );
  assert.equal(
    bootstrap(3, (rows) => (rows[0] === 0 && rows[1] === 1 && rows[2] === 2 ? 1 : null)),
    null,
  );
});

test('whole clusters are drawn, so alike rows do not count as evidence', () => {
  const values = Array.from({ length: 100 }, (_, i) => Math.floor(i / 10));
  const clusters = values.map((value) => `user-${value}`);
  const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  const width = (options: { clusters?: string[] }) => {
    const { interval } = bootstrap(100, mean, options)!;
    return interval.upper - interval.lower;
  };
  assert.ok(width({ clusters }) > 2.5 * width({}));
  assert.throws(() => bootstrap(3, mean, { clusters: ['x'] }), /clusters/);
});
