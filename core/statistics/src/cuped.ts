import type { EffectEstimate, NoResult, Scale } from './effect.ts';
import { estimateEffect, noResult } from './effect.ts';

/**
 * Sums of one arm over units of an outcome y and a covariate x known before the experiment could act (the unit's
 * earlier outcome, or the champion's shadow score of the same request). They add up across rollups. A unit without x
 * must be treated alike in both arms: 0 or the common mean.
 */
export interface CovariateSums {
  readonly n: number;
  readonly outcome: number;
  readonly outcomeSquares: number;
  readonly covariate: number;
  readonly covariateSquares: number;
  readonly products: number;
}

/** A variance-reduced estimate. */
export interface AdjustedEffect {
  /** θ = Cov(y, x)/Var(x) over both arms together; 0 when either has no spread, which leaves the plain estimate. */
  readonly theta: number;
  /** Outcome means after the adjustment. */
  readonly controlMean: number;
  readonly treatmentMean: number;
  /** For any test: Welch, sequential, Bayesian, non-inferiority. */
  readonly estimate: EffectEstimate | NoResult;
}

interface Spread {
  readonly n: number;
  readonly outcomeMean: number;
  readonly covariateMean: number;
  readonly outcomeVariance: number;
  readonly covariateVariance: number;
  readonly covariance: number;
}

/**
 * CUPED: regression adjustment by a pre-experiment covariate (methods.md 1.5). The relative scale divides by the
 * control's unadjusted mean and carries that mean's own error.
 */
export function cuped(
  control: CovariateSums,
  treatment: CovariateSums,
  scale: Scale = 'absolute',
): AdjustedEffect {
  const a = spread(control);
  const b = spread(treatment);
  const pooled = spread(add(control, treatment));
  const usable = pooled.covariateVariance > 0 && pooled.outcomeVariance > 0;
  const theta = usable ? pooled.covariance / pooled.covariateVariance : 0;
  const controlMean = a.outcomeMean - theta * a.covariateMean;
  const treatmentMean = b.outcomeMean - theta * b.covariateMean;
  const absolute = estimateEffect(
    { n: a.n, mean: controlMean, variance: adjustedVariance(a, theta) },
    { n: b.n, mean: treatmentMean, variance: adjustedVariance(b, theta) },
  );
  const estimate = scale === 'absolute' ? absolute : toRelative(absolute, a, b, theta);
  return { theta, controlMean, treatmentMean, estimate };
}

function toRelative(
  absolute: EffectEstimate | NoResult,
  a: Spread,
  b: Spread,
  theta: number,
): EffectEstimate | NoResult {
  if (absolute.kind === 'no-result') return absolute;
  if (a.outcomeMean === 0)
    return noResult('the mean of control is 0, so a relative difference does not exist');
  const baseline = a.outcomeMean ** 2;
  const ratio = b.outcomeMean / a.outcomeMean;
  const fromTreatment = adjustedVariance(b, theta) / (b.n * baseline);
  const fromControl =
    (a.outcomeVariance * ratio ** 2 - 2 * theta * a.covariance * ratio + theta ** 2 * a.covariateVariance) /
    (a.n * baseline);
  return {
    ...absolute,
    difference: absolute.difference / Math.abs(a.outcomeMean),
    standardError: Math.sqrt(fromTreatment + fromControl),
  };
}

function adjustedVariance(arm: Spread, theta: number): number {
  return arm.outcomeVariance + theta ** 2 * arm.covariateVariance - 2 * theta * arm.covariance;
}

function spread(sums: CovariateSums): Spread {
  const n = sums.n;
  const outcomeMean = n > 0 ? sums.outcome / n : 0;
  const covariateMean = n > 0 ? sums.covariate / n : 0;
  const per = (squares: number, a: number, mean: number) => (n > 1 ? (squares - a * mean) / (n - 1) : 0);
  return {
    n,
    outcomeMean,
    covariateMean,
    outcomeVariance: per(sums.outcomeSquares, sums.outcome, outcomeMean),
    covariateVariance: per(sums.covariateSquares, sums.covariate, covariateMean),
    covariance: per(sums.products, sums.outcome, covariateMean),
  };
}

function add(a: CovariateSums, b: CovariateSums): CovariateSums {
  return {
    n: a.n + b.n,
    outcome: a.outcome + b.outcome,
    outcomeSquares: a.outcomeSquares + b.outcomeSquares,
    covariate: a.covariate + b.covariate,
    covariateSquares: a.covariateSquares + b.covariateSquares,
    products: a.products + b.products,
  };
}
