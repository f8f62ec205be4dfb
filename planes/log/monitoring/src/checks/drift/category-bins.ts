import type { Distribution } from '@slipway/contracts';

/** Counts of both sides over the same bins. */
export interface BinnedCounts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Below this many expected rows a bin is noise, and the noise floor does not hold (methods.md 4.6). */
const LEAST_EXPECTED = 5;

/**
 * The bins that a drift score is computed on: bins in which the current side may expect fewer than five rows are pooled, and
 * rows of categories that the reference never had are a bin of their own with reference 0 (methods.md 4.2).
 */
export const comparableBins = (distribution: Distribution): BinnedCounts => {
  const { reference, current, unseen } = distribution;
  const referenceTotal = sum(reference);
  const currentTotal = sum(current);
  // Unseen rows are counted in the last bin, `(other)`, unless the warehouse keeps them apart from all bins.
  const apart = Math.max(0, distribution.currentRows - distribution.currentNulls - currentTotal);
  const seen = [...current];
  if (seen.length > 0) seen[seen.length - 1]! -= Math.max(0, unseen - apart);
  const kept: [number, number][] = [];
  const pool: [number, number] = [0, 0];
  reference.forEach((count, i) => {
    const expected = referenceTotal > 0 ? (count / referenceTotal) * currentTotal : 0;
    if (expected >= LEAST_EXPECTED) kept.push([count, seen[i] ?? 0]);
    else {
      pool[0] += count;
      pool[1] += seen[i] ?? 0;
    }
  });
  if (pool[0] > 0 || pool[1] > 0) kept.push(pool);
  if (unseen > 0) kept.push([0, unseen]);
  return { reference: kept.map(([count]) => count), current: kept.map(([, count]) => count) };
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
