import { requireOpenUnit } from './argument.ts';
import { studentTwoSidedP } from './distributions.ts';
import type { Effect, EffectEstimate, NoResult } from './effect.ts';
import { noResult } from './effect.ts';
import { studentInterval } from './interval.ts';
import { sampleMoments } from './moments.ts';
import type { Sample } from './sample.ts';

/** Welch's two-sided t test of an estimated difference (methods.md 1.2): for one look at a fixed size. */
export function welchTest(estimate: EffectEstimate | NoResult, alpha = 0.05): Effect | NoResult {
  requireOpenUnit('alpha', alpha);
  if (estimate.kind === 'no-result') return estimate;
  const { difference, standardError, degreesOfFreedom } = estimate;
  const statistic = difference / standardError;
  return {
    kind: 'effect',
    difference: studentInterval(difference, standardError, degreesOfFreedom, 1 - alpha, 'welch'),
    standardError,
    statistic,
    p: studentTwoSidedP(statistic, degreesOfFreedom),
  };
}

/**
 * Paired t test of per-row differences (candidate − champion), for metrics that are means over rows such as log-loss
 * and Brier. No result with fewer than two rows, or when all rows differ by the same non-zero amount.
 */
export function pairedTest(differences: Sample, alpha = 0.05): Effect | NoResult {
  requireOpenUnit('alpha', alpha);
  const { n, mean, variance } = sampleMoments(differences);
  if (n < 2) return noResult(`${n} rows; at least 2 are needed`);
  if (!(variance > 0) && mean !== 0) return noResult('the differences have no variance');
  const standardError = Math.sqrt(variance / n);
  const statistic = mean === 0 ? 0 : mean / standardError;
  return {
    kind: 'effect',
    difference: studentInterval(mean, standardError, n - 1, 1 - alpha),
    standardError,
    statistic,
    p: studentTwoSidedP(statistic, n - 1),
  };
}
