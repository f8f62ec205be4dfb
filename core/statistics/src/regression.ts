import { requireFinite, requireSameLength } from './argument.ts';
import type { Interval } from './interval.ts';
import { clipInterval, meanInterval } from './interval.ts';
import { sampleMoments } from './moments.ts';
import type { Sample } from './sample.ts';

/** Errors of a regression. Intervals are `null` with fewer than two rows. */
export interface RegressionErrors {
  readonly n: number;
  readonly meanAbsoluteError: Interval | null;
  readonly meanSquaredError: Interval | null;
  /** The root of the squared error's interval ends. */
  readonly rootMeanSquaredError: Interval | null;
  /** 1 − SSE/SST; `null` when the truth is constant. */
  readonly rSquared: number | null;
  /** Mean |error| / |truth|; `null` when a truth is 0. */
  readonly meanAbsolutePercentageError: Interval | null;
}

/** MAE, MSE, RMSE, R² and MAPE with normal intervals over rows. @throws RangeError on NaN or infinity. */
export function regressionErrors(truth: Sample, predictions: Sample, level = 0.95): RegressionErrors {
  requireSameLength('truth', truth, 'predictions', predictions);
  requireFinite('truth', truth);
  requireFinite('predictions', predictions);
  const n = truth.length;
  const absolute = new Float64Array(n);
  const squared = new Float64Array(n);
  const share = new Float64Array(n);
  let sumOfSquares = 0;
  for (let i = 0; i < n; i++) {
    absolute[i] = Math.abs(predictions[i]! - truth[i]!);
    squared[i] = absolute[i]! ** 2;
    share[i] = absolute[i]! / Math.abs(truth[i]!);
    sumOfSquares += squared[i]!;
  }
  // Rounding leaves a spread of 1e-34 to a constant 0.1.
  const constant = Array.prototype.every.call(truth, (value: number) => value === truth[0]);
  const total = constant ? 0 : sampleMoments(truth).variance * (n - 1);
  const positive = (values: Float64Array): Interval | null => {
    const interval = meanInterval(values, { level });
    return interval && clipInterval(interval, 0, Infinity);
  };
  const meanSquaredError = positive(squared);
  return {
    n,
    meanAbsoluteError: positive(absolute),
    meanSquaredError,
    rootMeanSquaredError: meanSquaredError && {
      ...meanSquaredError,
      value: Math.sqrt(meanSquaredError.value),
      lower: Math.sqrt(meanSquaredError.lower),
      upper: Math.sqrt(meanSquaredError.upper),
    },
    rSquared: n > 1 && total > 0 ? 1 - sumOfSquares / total : null,
    meanAbsolutePercentageError: share.every(Number.isFinite) ? positive(share) : null,
  };
}
