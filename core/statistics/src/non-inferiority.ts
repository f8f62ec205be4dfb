import { requireOpenUnit } from './argument.ts';
import { normalCdf, normalQuantile } from './distributions.ts';
import type { EffectEstimate, NoResult } from './effect.ts';
import type { Interval } from './interval.ts';

/** Three states of a release condition: absence of proof is not failure, it needs a person. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** "The candidate is not worse by more than the margin", for a metric where higher is better. */
export interface NonInferiority {
  readonly kind: 'non-inferiority';
  readonly difference: number;
  readonly standardError: number;
  /** One-sided lower confidence bound of the difference. */
  readonly lowerBound: number;
  readonly margin: number;
  /** (Δ + margin) / SE. */
  readonly statistic: number;
  /** One-sided p of "worse by the margin or more". */
  readonly p: number;
  readonly shown: boolean;
}

/**
 * One-sided normal test of non-inferiority (methods.md 1.9): shown iff the lower 1 − alpha bound of Δ is above
 * −margin. For metrics where lower is better, swap the arms. @throws RangeError on a negative margin.
 */
export function nonInferiority(
  estimate: EffectEstimate | NoResult,
  margin: number,
  alpha = 0.05,
): NonInferiority | NoResult {
  requireOpenUnit('alpha', alpha);
  requireMargin(margin);
  if (estimate.kind === 'no-result') return estimate;
  const { difference, standardError } = estimate;
  const lowerBound = difference - normalQuantile(1 - alpha) * standardError;
  const statistic = (difference + margin) / standardError;
  return {
    kind: 'non-inferiority',
    difference,
    standardError,
    lowerBound,
    margin,
    statistic,
    p: normalCdf(-statistic),
    shown: lowerBound > -margin,
  };
}

/**
 * Verdict of an interval of improvement (candidate − champion, higher is better) against a margin (methods.md 3.7):
 * pass when all of it lies above −margin, fail when all of it lies below, otherwise (or without an interval)
 * inconclusive.
 */
export function marginVerdict(
  improvement: Pick<Interval, 'lower' | 'upper'> | null,
  margin: number,
): Verdict {
  requireMargin(margin);
  if (improvement === null) return 'inconclusive';
  if (improvement.lower > -margin) return 'pass';
  return improvement.upper < -margin ? 'fail' : 'inconclusive';
}

function requireMargin(margin: number): void {
  if (!(margin >= 0)) throw new RangeError(`margin is ${margin}; expected 0 or more`);
}
