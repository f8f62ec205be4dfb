import type { Distribution } from '@slipway/contracts';
import {
  binCounts,
  kolmogorovSmirnov,
  normedWassersteinDistance,
  quantileEdges,
  sorted,
} from '@slipway/statistics';

/** What the warehouse answers for two numeric columns. */
export const distributionOfNumbers = (
  name: string,
  reference: readonly number[],
  current: readonly number[],
): Distribution => {
  const edges = quantileEdges(reference, 10);
  const [r, c] = [sorted(reference), sorted(current)];
  return {
    name,
    kind: 'number',
    edges,
    bins: Array.from({ length: edges.length + 1 }, (_, i) => `bin ${i}`),
    reference: binCounts(reference, edges).counts,
    current: binCounts(current, edges).counts,
    referenceRows: reference.length,
    currentRows: current.length,
    referenceNulls: 0,
    currentNulls: 0,
    unseen: 0,
    ks: kolmogorovSmirnov(r, c)?.distance ?? null,
    wasserstein: normedWassersteinDistance(r, c),
  };
};

/** What the warehouse answers for counts per category; rows that the reference never had are in `(other)`, the last bin. */
export const distributionOfCategories = (
  name: string,
  reference: readonly number[],
  current: readonly number[],
  unseen = 0,
): Distribution => {
  const sum = (counts: readonly number[]) => counts.reduce((total, n) => total + n, 0);
  return {
    name,
    kind: 'category',
    edges: [],
    bins: [...reference.map((_, i) => `category ${i}`), '(other)'],
    reference: [...reference, 0],
    current: [...current, unseen],
    referenceRows: sum(reference),
    currentRows: sum(current) + unseen,
    referenceNulls: 0,
    currentNulls: 0,
    unseen,
    ks: null,
    wasserstein: null,
  };
};

/** Draws a category by weight. */
export const drawCounts = (random: () => number, weights: readonly number[], rows: number): number[] => {
  const counts = weights.map(() => 0);
  for (let row = 0; row < rows; row++) {
    let left = random();
    let i = 0;
    while (i < weights.length - 1 && left >= weights[i]!) {
      left -= weights[i]!;
      i += 1;
    }
    counts[i]! += 1;
  }
  return counts;
};
