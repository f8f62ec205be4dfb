import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { checkRepetition, longestRun, repetition } from './repeats.ts';

test('R6.3 shares of repeated rows', () => {
  assert.deepEqual(repetition([4, 3, 3]), { rows: 10, distinct: 3, excessShare: 0.7, topShare: 0.4 });
  assert.equal(repetition([]), null);
});

test('R6.3 thirty repeats in a thousand at a base of one percent', () => {
  const check = checkRepetition(30, 1000, 0.01);
  published(check.p, '2.06e-7');
  assert.equal(check.state, 'ok');
  assert.equal(checkRepetition(60, 1000, 0.01).state, 'alert');
});

test('size is needed besides significance, and rows besides both', () => {
  assert.equal(checkRepetition(400, 10_000, 0.01).state, 'ok');
  assert.equal(checkRepetition(100, 150, 0.01).state, 'insufficient-data');
  assert.equal(checkRepetition(0, 0, 0.01).share, null);
  assert.throws(() => checkRepetition(5, 4, 0.01), /repeated/);
});

test('the longest run of equal neighbours', () => {
  assert.equal(longestRun(['a', 'b', 'b', 'b', 'a']), 3);
  assert.equal(longestRun([1]), 1);
  assert.equal(longestRun([]), 0);
});
