import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { populationStabilityIndex } from './drift.ts';
import { noiseFloor } from './noise-floor.ts';
import { normalDraw, seededRandom } from './random.ts';
import { normedWassersteinDistance } from './two-sample.ts';

const floor = (score: Parameters<typeof noiseFloor>[0]['score'], rows: number) =>
  noiseFloor({ score, bins: 10, referenceRows: rows, currentRows: rows });

test('the PSI floor of methods.md 4.6', () => {
  for (const [rows, expected] of [
    [100, '.4333'],
    [200, '.2167'],
    [500, '.0867'],
    [1000, '.0433'],
    [5000, '.0087'],
  ] as const) {
    published(floor('population-stability-index', rows), expected);
  }
});

test('the Jensen–Shannon floors follow from it, base 2 the stricter', () => {
  const psi = floor('population-stability-index', 1000);
  published(floor('jensen-shannon-natural', 1000) - Math.sqrt(psi / 8), '.0000000000');
  published(floor('jensen-shannon-base2', 1000) / floor('jensen-shannon-natural', 1000), '1.2011');
});

test('without drift about one window in a hundred exceeds the floor', () => {
  const random = seededRandom(8);
  const histogram = () => {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 500; i++) counts[Math.floor(random() * 10)]!++;
    return counts;
  };
  let stability = 0;
  let moved = 0;
  for (let window = 0; window < 1000; window++) {
    if (populationStabilityIndex(histogram(), histogram())! > floor('population-stability-index', 500))
      stability++;
    const sample = () => Float64Array.from({ length: 200 }, () => normalDraw(random)).sort();
    if (normedWassersteinDistance(sample(), sample())! > floor('wasserstein-normed', 200)) moved++;
  }
  assert.ok(stability <= 25, `PSI: ${stability} of 1000`);
  assert.ok(moved <= 25, `W1: ${moved} of 1000`);
});

test('no rows, no finite floor', () => {
  assert.equal(floor('wasserstein-normed', 0), Infinity);
});
