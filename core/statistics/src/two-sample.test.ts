import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { sorted } from './sample.ts';
import { kolmogorovSmirnov, normedWassersteinDistance, wassersteinDistance } from './two-sample.ts';

test('R4.4a two small samples', () => {
  const reference = [38.7, 41.5, 43.8, 44.5, 45.5, 46, 47.7, 58];
  const current = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8];
  const test = kolmogorovSmirnov(reference, current)!;
  assert.equal(test.distance, 0.625);
  published(test.p, '.0878664');
  published(wassersteinDistance(reference, current), '4.1625000');
  published(normedWassersteinDistance(reference, current), '.7812361');
});

test('R4.4b a uniform sample against its squares', () => {
  const reference = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
  const current = sorted(reference.map((value) => value ** 2));
  const test = kolmogorovSmirnov(reference, current)!;
  published(test.distance, '.2500000000');
  published(test.p, '.0038609082');
  published(wassersteinDistance(reference, current), '.1666500000');
  published(normedWassersteinDistance(reference, current), '.5773214');
});

test('R4.4g constants: no change is nothing, any change is enormous', () => {
  assert.equal(normedWassersteinDistance([5, 5, 5, 5], [5, 5, 5, 5]), 0);
  published(normedWassersteinDistance([5, 5, 5, 5], [5.1, 5.1, 5.1, 5.1]), '100.000000');
});

test('R4.4g samples of unequal size and with ties', () => {
  published(wassersteinDistance([0, 1, 3], [5, 6, 8, 9]), '5.6666667');
  published(wassersteinDistance([0, 0, 1], [0, 1]), '.1666667');
  published(kolmogorovSmirnov([0, 0, 1], [0, 1])?.distance, '.1666667');
});

test('an empty sample has no distance', () => {
  assert.equal(kolmogorovSmirnov([], [1]), null);
  assert.equal(wassersteinDistance([1], []), null);
  assert.equal(normedWassersteinDistance([], []), null);
});

test('the same sample is at distance 0 with p 1', () => {
  assert.deepEqual(kolmogorovSmirnov([1, 2, 2, 3], [1, 2, 2, 3]), { distance: 0, p: 1 });
});
