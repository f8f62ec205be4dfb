import { requireSameLength } from './argument.ts';
import { chiSquareTail } from './distributions.ts';

/**
 * Distances between two histograms over the same frozen bins, as counts (or shares) per bin. Give missing values and
 * categories unseen in the reference a bin of their own, with reference count 0. Every distance is `null` when a
 * side has no rows.
 */
export type Counts = readonly number[] | Float64Array;

interface Shares {
  readonly reference: number[];
  readonly current: number[];
}

/** @throws RangeError on unequal lengths or a negative or non-finite count. */
function shares(reference: Counts, current: Counts): Shares | null {
  requireSameLength('reference', reference, 'current', current);
  const referenceTotal = total('reference', reference);
  const currentTotal = total('current', current);
  if (referenceTotal === 0 || currentTotal === 0) return null;
  return {
    reference: Array.from(reference, (count) => count / referenceTotal),
    current: Array.from(current, (count) => count / currentTotal),
  };
}

function total(name: string, counts: Counts): number {
  let sum = 0;
  counts.forEach((count, i) => {
    if (!(count >= 0 && count < Infinity))
      throw new RangeError(`${name}[${i}] is ${count}; expected a count`);
    sum += count;
  });
  return sum;
}

/**
 * Population stability index Σ(p−q)·ln(p/q). Empty bins are filled with 1e-4 (or a millionth of the side's smallest
 * share when that is 1e-4 or less) without renormalising, as Evidently does: one unseen category therefore weighs
 * much and arbitrarily. Show it, decide on Jensen–Shannon.
 */
export function populationStabilityIndex(reference: Counts, current: Counts): number | null {
  const pair = shares(reference, current);
  if (pair === null) return null;
  const p = fillEmpty(pair.reference);
  const q = fillEmpty(pair.current);
  return p.reduce((sum, share, i) => sum + (share - q[i]!) * Math.log(share / q[i]!), 0);
}

function fillEmpty(side: number[]): number[] {
  const smallest = Math.min(...side.filter((share) => share > 0));
  const fill = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
  return side.map((share) => (share === 0 ? fill : share));
}

/**
 * Jensen–Shannon distance (the root of the divergence). Base 2 (the default) is within [0, 1]; the natural base ends
 * at √ln 2 = 0.8326, so a threshold means different things: record the base with the monitor.
 */
export function jensenShannonDistance(
  reference: Counts,
  current: Counts,
  base: 'natural' | 2 = 2,
): number | null {
  const pair = shares(reference, current);
  if (pair === null) return null;
  let divergence = 0;
  pair.reference.forEach((p, i) => {
    const q = pair.current[i]!;
    const middle = (p + q) / 2;
    if (p > 0) divergence += 0.5 * p * Math.log(p / middle);
    if (q > 0) divergence += 0.5 * q * Math.log(q / middle);
  });
  // Rounding can leave equal histograms at −1e-17.
  return Math.sqrt(Math.max(0, divergence) / (base === 2 ? Math.LN2 : 1));
}

/** L∞: the largest change of one bin's share, within [0, 1]. */
export function chebyshevDistance(reference: Counts, current: Counts): number | null {
  const pair = shares(reference, current);
  return pair && Math.max(0, ...pair.reference.map((p, i) => Math.abs(p - pair.current[i]!)));
}

/** Total variation: half the sum of absolute changes, the share of rows that would have to move. */
export function totalVariationDistance(reference: Counts, current: Counts): number | null {
  const pair = shares(reference, current);
  return pair && pair.reference.reduce((sum, p, i) => sum + Math.abs(p - pair.current[i]!), 0) / 2;
}

/** Hellinger distance √(1 − Σ√(pq)), within [0, 1]. */
export function hellingerDistance(reference: Counts, current: Counts): number | null {
  const pair = shares(reference, current);
  if (pair === null) return null;
  const affinity = pair.reference.reduce((sum, p, i) => sum + Math.sqrt(p * pair.current[i]!), 0);
  return Math.sqrt(Math.max(0, 1 - affinity));
}

/** The two-sample chi-square test of a 2×B table. */
export interface Contingency {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Chi-square contingency test of equal distributions over real counts (not shares), without continuity correction.
 * Bins empty on both sides are dropped; with fewer than two bins left p is 1. `null` when a side has no rows.
 */
export function chiSquareContingency(reference: Counts, current: Counts): Contingency | null {
  requireSameLength('reference', reference, 'current', current);
  const n = total('reference', reference);
  const m = total('current', current);
  if (n === 0 || m === 0) return null;
  let chiSquare = 0;
  let bins = 0;
  reference.forEach((a, i) => {
    const b = current[i]!;
    if (a + b === 0) return;
    bins++;
    const expectedA = ((a + b) * n) / (n + m);
    const expectedB = ((a + b) * m) / (n + m);
    chiSquare += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  });
  const degreesOfFreedom = Math.max(0, bins - 1);
  return { chiSquare, degreesOfFreedom, p: chiSquareTail(chiSquare, degreesOfFreedom) };
}
