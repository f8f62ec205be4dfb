import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';

const p = [0.01, 0.04, 0.03, 0.005, 0.2];

test('R1.7 Holm', () => {
  ['.0400000000', '.0900000000', '.0900000000', '.0250000000', '.2000000000'].forEach((value, i) => {
    published(holm(p)[i], value);
  });
});

test('R1.7 Benjamini–Hochberg', () => {
  ['.0250000000', '.0500000000', '.0500000000', '.0250000000', '.2000000000'].forEach((value, i) => {
    published(benjaminiHochberg(p)[i], value);
  });
});

test('one p is left alone, none gives none, adjusted values end at 1', () => {
  assert.deepEqual(holm([0.3]), [0.3]);
  assert.deepEqual(benjaminiHochberg([0.3]), [0.3]);
  assert.deepEqual(holm([]), []);
  assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
  assert.throws(() => holm([1.1]), /pValues\[0\]/);
});
