import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleMoments } from './moments.ts';
import { normalDraw, seededRandom } from './random.ts';

const draws = (seed: number, n: number) => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, () => random());
};

test('the same seed gives the same numbers on every machine', () => {
  assert.deepEqual(draws(7, 5), draws(7, 5));
  assert.deepEqual(
    Array.from(draws(1, 3), (u) => Math.floor(u * 2 ** 32)),
    [2420951833, 2513034076, 3847892949],
  );
});

test('neighbouring seeds, and seeds above 32 bits, are unrelated', () => {
  assert.notDeepEqual(draws(1, 3), draws(2, 3));
  assert.notDeepEqual(draws(1, 3), draws(1 + 2 ** 32, 3));
  assert.throws(() => seededRandom(-1), /seed/);
  assert.throws(() => seededRandom(0.5), /seed/);
});

test('draws are uniform on [0, 1)', () => {
  const sample = draws(3, 200_000);
  const { mean, variance } = sampleMoments(sample);
  assert.ok(Math.abs(mean - 0.5) < 0.003 && Math.abs(variance - 1 / 12) < 0.001);
  assert.ok(sample.every((u) => u >= 0 && u < 1));
});

test('normal draws have mean 0 and variance 1', () => {
  const random = seededRandom(4);
  const { mean, variance } = sampleMoments(Float64Array.from({ length: 200_000 }, () => normalDraw(random)));
  assert.ok(Math.abs(mean) < 0.01 && Math.abs(variance - 1) < 0.02);
});
