import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { regressionErrors } from './regression.ts';

test('R3.1 regression errors', () => {
  const errors = regressionErrors([3, -0.5, 2, 7], [2.5, 0, 2, 8]);
  published(errors.meanAbsoluteError?.value, '.5000000000');
  published(errors.meanSquaredError?.value, '.3750000000');
  published(errors.rootMeanSquaredError?.value, '.6123724');
  published(errors.rSquared, '.9486081');
  published(errors.meanAbsolutePercentageError?.value, '.3273810');
  assert.ok(errors.rootMeanSquaredError!.lower >= 0);
});

test('a constant truth has no R², a truth of 0 no percentage', () => {
  assert.equal(regressionErrors([2, 2], [1, 3]).rSquared, null);
  assert.equal(regressionErrors(Array(120).fill(0.1), Array(120).fill(0.2)).rSquared, null);
  assert.equal(regressionErrors([0, 2], [1, 3]).meanAbsolutePercentageError, null);
});

test('fewer than two rows have no interval; NaN is an error of use', () => {
  assert.equal(regressionErrors([], []).meanAbsoluteError, null);
  assert.equal(regressionErrors([1], [2]).rSquared, null);
  assert.throws(() => regressionErrors([1], [Number.NaN]), /predictions\[0\]/);
});
