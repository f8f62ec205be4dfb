import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { published } from '../test/published.ts';
import { binCounts, quantileEdges } from './binning.ts';
import {
  chebyshevDistance,
  chiSquareContingency,
  hellingerDistance,
  jensenShannonDistance,
  populationStabilityIndex,
  totalVariationDistance,
} from './drift.ts';

test('R4.4b frozen deciles of the reference', () => {
  const reference = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
  const current = reference.map((value) => value ** 2);
  const edges = quantileEdges(reference);
  published(edges[0], '.109');
  published(edges[1], '.208');
  published(edges[8], '.901');
  const before = binCounts(reference, edges).counts;
  const after = binCounts(current, edges).counts;
  assert.deepEqual(after, [33, 12, 10, 8, 8, 6, 6, 6, 5, 6]);
  published(populationStabilityIndex(before, after), '.4035638');
  published(jensenShannonDistance(before, after, 'natural'), '.2198739');
  published(chebyshevDistance(before, after), '.230000000');
  published(totalVariationDistance(before, after), '.250000000');
});

test('R4.4e a category that the reference never had', () => {
  const reference = [0.5, 0.5, 0];
  const current = [0.4, 0.4, 0.2];
  published(jensenShannonDistance(reference, current, 'natural'), '.2736453');
  published(jensenShannonDistance(reference, current), '.3286815');
  published(populationStabilityIndex(reference, current), '1.5640491');
  published(chebyshevDistance(reference, current), '.200000000');
  published(chebyshevDistance([2, 2, 2, 0], [2, 2, 2, 1]), '.14');
  published(chebyshevDistance([2, 2, 2], [0, 6, 0]), '.67');
});

test('R4.4f disjoint histograms are at the end of each scale', () => {
  published(jensenShannonDistance([1, 0], [0, 1], 'natural'), '.8325546');
  assert.equal(jensenShannonDistance([1, 0], [0, 1]), 1);
  assert.equal(hellingerDistance([1, 0], [0, 1]), 1);
  assert.equal(totalVariationDistance([1, 0], [0, 1]), 1);
});

test('R4.4f histograms of other edges, laid on common ones: squared base-2 distance is the divergence in bits', () => {
  // [1,2) [2,3) [3,4) [4,6): half of the reference in each of the first two.
  const distance = jensenShannonDistance([0.5, 0.5, 0, 0], [0, 0.25, 0.25, 0.5])!;
  published(distance ** 2, '.65563906');
  published(chebyshevDistance([0, 0.9, 0.1], [0.3, 0.7, 0]), '.300000000');
});

test('a side without rows has no distance', () => {
  for (const distance of [
    populationStabilityIndex,
    jensenShannonDistance,
    chebyshevDistance,
    hellingerDistance,
  ]) {
    assert.equal(distance([0, 0], [1, 2]), null);
    assert.equal(distance([1, 2], [0, 0]), null);
    assert.equal(distance([], []), null);
  }
  assert.equal(chiSquareContingency([0, 0], [1, 2]), null);
});

test('unequal bins or negative counts are errors of use', () => {
  assert.throws(() => jensenShannonDistance([1], [1, 2]), RangeError);
  assert.throws(() => populationStabilityIndex([1, -2], [1, 2]), /reference\[1\]/);
});

test('contingency: the same shares are no drift, a shift is, empty bins do not count', () => {
  assert.equal(chiSquareContingency([50, 50], [100, 100])?.p, 1);
  const shifted = chiSquareContingency([10, 20, 0], [20, 10, 0])!;
  assert.equal(shifted.degreesOfFreedom, 1);
  published(shifted.chiSquare, '6.666667');
  published(shifted.p, '.009823');
  assert.equal(chiSquareContingency([5, 0], [7, 0])?.p, 1);
});

test('distances are bounded, symmetric and zero for equal shares', () => {
  const counts = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(counts, (bins) => {
      const p = bins.map((bin) => bin[0] + 1);
      const q = bins.map((bin) => bin[1]);
      q[0]!++;
      for (const distance of [
        jensenShannonDistance,
        hellingerDistance,
        totalVariationDistance,
        chebyshevDistance,
      ]) {
        const score = distance(p, q)!;
        assert.ok(score >= 0 && score <= 1 + 1e-12);
        assert.ok(Math.abs(score - distance(q, p)!) < 1e-12);
        assert.ok(
          distance(
            p,
            p.map((count) => 3 * count),
          )! < 1e-7,
        );
      }
    }),
  );
});
