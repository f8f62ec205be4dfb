import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalDraw, seededRandom } from '@slipway/statistics';
import { distributionOfCategories, distributionOfNumbers } from '../../testing/simulated-distribution.ts';
import { driftFindings } from './feature-drift.ts';

const normals = (random: () => number, rows: number, mean = 0) =>
  Array.from({ length: rows }, () => mean + normalDraw(random));

test('the method follows the number of rows, and too few rows are no verdict', () => {
  const random = seededRandom(1);
  const reference = normals(random, 5000);
  const at = (rows: number) =>
    driftFindings([distributionOfNumbers('distance', reference, normals(random, rows, 0.6))], {})[0]!;
  assert.equal(at(50).state, 'insufficient_data');
  assert.equal(at(0).state, 'insufficient_data');
  assert.match(at(50).detail, /50 rows, and at least 200 are needed/);
  assert.deepEqual(
    [at(400), at(2500)].map(({ state, method }) => [state, method]),
    [
      ['alert', 'p of kolmogorov-smirnov, benjamini-hochberg'],
      ['alert', 'wasserstein, normed'],
    ],
  );
  const category = (rows: number) =>
    driftFindings([distributionOfCategories('origin', [5000, 5000], [rows * 0.9, rows * 0.1])], {})[0]!;
  assert.equal(category(900).state, 'insufficient_data');
  assert.deepEqual([category(1000).state, category(1000).method], ['alert', 'jensen-shannon, base 2']);
});

test('a small reference is too few rows as well', () => {
  const random = seededRandom(2);
  const [found] = driftFindings(
    [distributionOfNumbers('distance', normals(random, 100), normals(random, 5000, 2))],
    {},
  );
  assert.equal(found?.state, 'insufficient_data');
});

test('threshold and least rows of the monitor are followed', () => {
  const random = seededRandom(3);
  const shifted = distributionOfNumbers('x', normals(random, 20_000), normals(random, 20_000, 0.2));
  assert.equal(driftFindings([shifted], {})[0]?.state, 'alert');
  assert.equal(driftFindings([shifted], { threshold: 0.3 })[0]?.state, 'ok');
  assert.equal(driftFindings([shifted], { minimumRows: 30_000 })[0]?.state, 'insufficient_data');
  const few = distributionOfCategories('origin', [300, 300], [270, 30]);
  assert.equal(driftFindings([few], { minimumRows: 100 })[0]?.state, 'alert');
});

test('a finding records n, score, threshold and floor', () => {
  const random = seededRandom(4);
  const [found] = driftFindings(
    [distributionOfNumbers('x', normals(random, 1000), normals(random, 1000))],
    {},
  );
  assert.equal(found?.rows, 1000);
  assert.equal(found?.threshold, 0.1);
  assert.ok(Math.abs(found!.floor! - 2.75 * Math.sqrt(2 / 1000)) < 1e-12);
  assert.ok(found!.score! < found!.floor!);
});

test('a constant that moves has drifted, and one that stays has not', () => {
  const five = Array.from({ length: 2000 }, () => 5);
  const moved = distributionOfNumbers(
    'x',
    five,
    five.map((x) => x + 0.1),
  );
  const [alerting, calm] = driftFindings([moved, distributionOfNumbers('y', five, five)], {});
  assert.equal(alerting?.state, 'alert');
  assert.equal(calm?.state, 'ok');
});
