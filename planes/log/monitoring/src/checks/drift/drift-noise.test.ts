import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalDraw, seededRandom } from '@slipway/statistics';
import {
  distributionOfCategories,
  distributionOfNumbers,
  drawCounts,
} from '../../testing/simulated-distribution.ts';
import { driftFindings } from './feature-drift.ts';

const normals = (random: () => number, rows: number) =>
  Array.from({ length: rows }, () => normalDraw(random));

test('without drift a number alerts in about one window of a hundred or fewer, at every size', () => {
  const random = seededRandom(5);
  const reference = normals(random, 6000);
  for (const rows of [300, 1200, 3000]) {
    let alerts = 0;
    for (let i = 0; i < 80; i++) {
      const window = distributionOfNumbers('x', reference, normals(random, rows));
      if (driftFindings([window], {})[0]?.state === 'alert') alerts += 1;
    }
    // The test below 1000 rows is allowed 5 %.
    assert.ok(alerts <= (rows < 1000 ? 9 : 4), `${alerts} of 80 at ${rows} rows`);
  }
});

test('without drift scores and categories with a long tail hardly ever alert', () => {
  const random = seededRandom(6);
  const weights = Array.from({ length: 80 }, (_, i) => 1 / (i + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const reference = drawCounts(random, shares, 50_000);
  const scores = normals(random, 6000);
  let alerts = 0;
  for (let i = 0; i < 80; i++) {
    const found = [
      ...driftFindings([distributionOfCategories('c', reference, drawCounts(random, shares, 1000))], {}),
      ...driftFindings([distributionOfNumbers('score', scores, normals(random, 1000))], {}, 'jensen-shannon'),
    ];
    alerts += found.filter(({ state }) => state === 'alert').length;
  }
  assert.ok(alerts <= 4, `${alerts} of 160`);
});

test('many small features share one error rate', () => {
  const random = seededRandom(7);
  const reference = normals(random, 2000);
  let checks = 0;
  for (let i = 0; i < 40; i++) {
    const features = Array.from({ length: 10 }, (_, f) =>
      distributionOfNumbers(`f${f}`, reference, normals(random, 300)),
    );
    if (driftFindings(features, {}).some(({ state }) => state === 'alert')) checks += 1;
  }
  assert.ok(checks <= 6, `${checks} of 40 checks of ten calm features`);
});
