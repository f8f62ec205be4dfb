import type { Sample } from './sample.ts';

/**
 * What a test needs to know about one arm: its size, its mean per unit and the variance of one unit.
 * For a ratio metric `mean` is the ratio and `variance` its delta-method variance, so that the squared
 * standard error is `variance / n` for every kind of metric.
 */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** Sums of one value per unit; they add up across rollups. */
export interface MeanSums {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Moments of a mean from sums. n ≤ 1 gives variance 0, which every test answers with "no result". */
export function meanMoments({ n, sum, sumOfSquares }: MeanSums): Moments {
  if (n <= 0) return { n: 0, mean: 0, variance: 0 };
  return { n, mean: sum / n, variance: n > 1 ? (sumOfSquares - (sum * sum) / n) / (n - 1) : 0 };
}

/** Moments of a proportion: variance p(1−p), without the n−1 of a mean. */
export function proportionMoments({ n, successes }: { n: number; successes: number }): Moments {
  if (n <= 0) return { n: 0, mean: 0, variance: 0 };
  const p = successes / n;
  return { n, mean: p, variance: p * (1 - p) };
}

/**
 * Moments of a proportion of rare events: the mean as observed, the variance of (successes + 1)/(n + 2) after Agresti &
 * Caffo (2000). An arm without a single error then still has a spread, so that a guardrail can compare a champion
 * that never failed with a challenger that does, where {@link proportionMoments} leads to "no result".
 */
export function rareEventMoments({ n, successes }: { n: number; successes: number }): Moments {
  if (n <= 0) return { n: 0, mean: 0, variance: 0 };
  const smoothed = (successes + 1) / (n + 2);
  return { n, mean: successes / n, variance: smoothed * (1 - smoothed) };
}

/**
 * Sums over units (clusters) of a numerator m and a denominator d: the unit is what was randomised, for example
 * the user; m and d are what it contributed, for example the errors and the requests. They add up across rollups.
 */
export interface RatioSums {
  readonly n: number;
  readonly numerator: number;
  readonly denominator: number;
  readonly numeratorSquares: number;
  readonly denominatorSquares: number;
  readonly products: number;
}

/**
 * Moments of the ratio Σm/Σd by the delta method (methods.md 1.1):
 * Vm/d̄² + Vd·m̄²/d̄⁴ − 2·Cov·m̄/d̄³. A zero denominator or n ≤ 1 gives variance 0, hence "no result".
 */
export function ratioMoments(sums: RatioSums): Moments {
  const { n, numerator, denominator } = sums;
  if (n <= 0 || denominator === 0) return { n: Math.max(0, n), mean: 0, variance: 0 };
  if (n === 1) return { n, mean: numerator / denominator, variance: 0 };
  const m = numerator / n;
  const d = denominator / n;
  const varianceM = (sums.numeratorSquares - numerator * m) / (n - 1);
  const varianceD = (sums.denominatorSquares - denominator * d) / (n - 1);
  const covariance = (sums.products - numerator * d) / (n - 1);
  const variance = varianceM / d ** 2 + (varianceD * m ** 2) / d ** 4 - (2 * covariance * m) / d ** 3;
  return { n, mean: numerator / denominator, variance };
}

/** Ratio sums of rows that carry one numerator and one denominator per unit. */
export function ratioSums(numerators: Sample, denominators: Sample): RatioSums {
  const sums = {
    n: 0,
    numerator: 0,
    denominator: 0,
    numeratorSquares: 0,
    denominatorSquares: 0,
    products: 0,
  };
  for (let i = 0; i < numerators.length; i++) {
    const m = numerators[i]!;
    const d = denominators[i]!;
    sums.n++;
    sums.numerator += m;
    sums.denominator += d;
    sums.numeratorSquares += m * m;
    sums.denominatorSquares += d * d;
    sums.products += m * d;
  }
  return sums;
}

/** Moments of a sample in two passes, which does not cancel for large means as the sums do. */
export function sampleMoments(sample: Sample): Moments {
  const n = sample.length;
  if (n === 0) return { n: 0, mean: 0, variance: 0 };
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sample[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (sample[i]! - mean) ** 2;
  return { n, mean, variance: n > 1 ? squares / (n - 1) : 0 };
}

/** Adds sums of the same kind, field by field: the merge of two rollups. */
export function addSums<Sums extends MeanSums | RatioSums>(a: Sums, b: Sums): Sums {
  const total: Record<string, number> = {};
  for (const [key, value] of Object.entries(a)) {
    total[key] = (value as number) + (b as unknown as Record<string, number>)[key]!;
  }
  return total as unknown as Sums;
}
