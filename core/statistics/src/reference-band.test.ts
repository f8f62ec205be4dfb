import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { aucSamplingError, bandSide, proportionSamplingError, referenceBand } from './reference-band.ts';

test('R4.4h mean ± 3 population deviations of 0 to 9', () => {
  const band = referenceBand([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])!;
  published(band.lower, '-4.1168440');
  published(band.upper, '13.1168440');
  assert.equal(band.chunks, 10);
});

test('R5.1 sampling error of an accuracy of .9 in chunks of 200', () => {
  const error = proportionSamplingError(0.9, 200)!;
  published(error, '.0212132');
  published(0.9 - 3 * error, '.8363604');
  published(0.9 + 3 * error, '.9636396');
});

test('the band is cut to the range of its figure', () => {
  const band = referenceBand([0.5, 0.9, 1], { minimum: 0, maximum: 1 })!;
  assert.equal(band.upper, 1);
  assert.equal(referenceBand([]), null);
});

test('only an interval that lies outside altogether is outside', () => {
  const band = { centre: 0.8, lower: 0.75, upper: 0.85, chunks: 10 };
  assert.equal(bandSide({ lower: 0.5, upper: 0.74 }, band), 'below');
  assert.equal(bandSide({ lower: 0.5, upper: 0.76 }, band), 'inside');
  assert.equal(bandSide({ lower: 0.86, upper: 0.9 }, band), 'above');
});

test('the AUC of a chunk wavers with its positives', () => {
  const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
  const scores = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
  // Shares outranked 1, 1, .6, 1, .8: deviation .16; half of the rows are positive.
  published(aucSamplingError(labels, scores, 200), '.01600000000');
  assert.equal(aucSamplingError([1, 1], [0.1, 0.2], 200), null);
});
