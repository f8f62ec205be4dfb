import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { checkVolume, medianDeviation, robustZ, volumeBaseline } from './volume.ts';

const poisson = { mean: 100, dispersion: 1 };

test('R6.1 Poisson tails around 100', () => {
  published(checkVolume(70, poisson).lowerP, '.000971444');
  published(checkVolume(60, poisson).lowerP, '1.08122e-5');
  published(checkVolume(140, poisson).upperP, '9.16465e-5');
});

test('only the extremes alarm', () => {
  assert.equal(checkVolume(100, poisson).state, 'ok');
  assert.equal(checkVolume(70, poisson).state, 'ok');
  assert.equal(checkVolume(60, poisson).state, 'low');
  assert.equal(checkVolume(140, poisson).state, 'high');
  assert.equal(checkVolume(0, poisson).state, 'low');
});

test('an overdispersed history widens the tails to a negative binomial', () => {
  const busy = { mean: 100, dispersion: 5 };
  assert.equal(checkVolume(60, busy).state, 'ok');
  assert.equal(checkVolume(20, busy).state, 'low');
  assert.equal(checkVolume(300, busy).state, 'high');
  const nearly = checkVolume(60, { mean: 100, dispersion: 1.0001 });
  assert.ok(Math.abs(nearly.lowerP / checkVolume(60, poisson).lowerP - 1) < 0.01);
});

test('below five expected rows silence is watched instead', () => {
  assert.equal(checkVolume(0, { mean: 4, dispersion: 1 }).state, 'too-few-expected');
  assert.deepEqual(checkVolume(0, { mean: 0, dispersion: 1 }), {
    state: 'too-few-expected',
    lowerP: 1,
    upperP: 1,
  });
});

test('a baseline needs three comparable windows', () => {
  assert.equal(volumeBaseline([100, 102]), null);
  assert.deepEqual(volumeBaseline([100, 100, 100]), { mean: 100, dispersion: 1 });
  const bursty = volumeBaseline([50, 100, 400])!;
  assert.equal(bursty.mean, 100);
  assert.ok(bursty.dispersion > 100);
  assert.deepEqual(volumeBaseline([0, 0, 0]), { mean: 0, dispersion: 1 });
});

test('R6.1 robust z by the median absolute deviation', () => {
  const history = [100, 104, 98, 101, 97, 103, 99, 102];
  assert.deepEqual(medianDeviation(history), { median: 100.5, deviation: 2 });
  published(robustZ(60, history), '-13.658');
  assert.equal(robustZ(60, [100, 100, 100]), null);
  assert.equal(robustZ(60, []), null);
});
