import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { errorShareTest } from './sprt.ts';

const limits = { acceptable: 0.01, unacceptable: 0.05 };

test('the ratio grows with each error and shrinks with each success', () => {
  const one = errorShareTest(1, 1, limits);
  published(one.logLikelihoodRatio, '1.6094379');
  published(one.stopAt, '2.944439');
  published(one.acceptAt, '-2.944439');
  published(errorShareTest(0, 1, limits).logLikelihoodRatio, '-.041243');
});

test('two errors at once stop, a long clean stretch accepts, in between it continues', () => {
  assert.equal(errorShareTest(2, 2, limits).verdict, 'stop');
  assert.equal(errorShareTest(0, 72, limits).verdict, 'accept');
  assert.equal(errorShareTest(1, 40, limits).verdict, 'continue');
  assert.equal(errorShareTest(0, 0, limits).verdict, 'continue');
});

test('limits the wrong way round are an error of use', () => {
  assert.throws(() => errorShareTest(0, 1, { acceptable: 0.05, unacceptable: 0.01 }), /unacceptable/);
  assert.throws(() => errorShareTest(3, 2, limits), /errors/);
});
