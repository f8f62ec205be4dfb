import { requireOpenUnit } from './argument.ts';
import { normalQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';

/**
 * The q-quantile of ascending values by linear interpolation between order statistics: numpy's default and DuckDB's
 * `quantile_cont`. `null` for an empty sample. @throws RangeError for q outside [0, 1].
 */
export function quantile(sortedValues: readonly number[] | Float64Array, q: number): number | null {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`q is ${q}; expected 0 to 1`);
  const n = sortedValues.length;
  if (n === 0) return null;
  const position = q * (n - 1);
  const index = Math.floor(position);
  const low = sortedValues[index]!;
  const high = sortedValues[Math.min(index + 1, n - 1)]!;
  return low + (high - low) * (position - index);
}

/** Ranks (from 1, fractional, unclipped) of the order statistics that bound the q-quantile: nq ± z·√(nq(1−q)). */
export function quantileRanks(n: number, q: number, level = 0.95): { lower: number; upper: number } {
  requireOpenUnit('level', level);
  const half = normalQuantile(0.5 + level / 2) * Math.sqrt(n * q * (1 - q));
  return { lower: n * q - half, upper: n * q + half };
}

/**
 * Quantile with its order-statistic interval, free of any distribution. `null` when the sample is too small for the
 * bounding ranks to exist, for example n < 400 or so for p99.
 */
export function quantileInterval(
  sortedValues: readonly number[] | Float64Array,
  q: number,
  level = 0.95,
): Interval | null {
  const value = quantile(sortedValues, q);
  if (value === null) return null;
  const ranks = quantileRanks(sortedValues.length, q, level);
  const lower = sortedValues[Math.floor(ranks.lower) - 1];
  const upper = sortedValues[Math.ceil(ranks.upper) - 1];
  if (lower === undefined || upper === undefined) return null;
  return { value, lower, upper, level, method: 'order-statistics' };
}
