import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { published } from '../test/published.ts';
import { fitIsotonic, isotonicValue } from './isotonic.ts';

test('R3.5c pools adjacent violators, interpolates between knots, clips outside', () => {
  const curve = fitIsotonic([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0, 1, 0, 0, 1, 1])!;
  const at = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.45, 0.5, 0.9];
  const expected = [
    '.0000000',
    '.0000000',
    '.1666667',
    '.3333333',
    '.3333333',
    '.3333333',
    '.6666667',
    '1.0000000',
    '1.0000000',
  ];
  at.forEach((value, i) => {
    published(isotonicValue(curve, value), expected[i]!);
  });
});

test('points with the same x are averaged first, in any order', () => {
  const curve = fitIsotonic([0.2, 0.1, 0.2, 0.1], [1, 0, 0, 1])!;
  assert.equal(isotonicValue(curve, 0.1), 0.5);
  assert.equal(isotonicValue(curve, 0.2), 0.5);
});

test('no points have no curve; one point is a constant', () => {
  assert.equal(fitIsotonic([], []), null);
  assert.equal(isotonicValue(fitIsotonic([3], [7])!, -100), 7);
});

test('any curve never falls and keeps the mean of y', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(points, (rows) => {
      const x = rows.map((row) => row[0]);
      const y = rows.map((row) => row[1]);
      const curve = fitIsotonic(x, y)!;
      curve.y.forEach((value, i) => {
        assert.ok(i === 0 || value >= curve.y[i - 1]!);
      });
      const fitted = x.reduce((sum, value) => sum + isotonicValue(curve, value), 0);
      assert.ok(Math.abs(fitted - y.reduce((sum, value) => sum + value, 0)) < 1e-9);
    }),
  );
});
