import { requireOpenUnit } from './argument.ts';
import { normalQuantile, studentQuantile } from './distributions.ts';
import { sampleMoments } from './moments.ts';
import type { Sample } from './sample.ts';

/** How an interval was made; recorded with every figure so that a reader can redo it. */
export type IntervalMethod =
  | 'wilson'
  | 'normal'
  | 'student-t'
  | 'delong'
  | 'delong-logit'
  | 'wilson-smaller-class'
  | 'logit-positives'
  | 'sequential'
  | 'posterior'
  | 'bootstrap-percentile'
  | 'bootstrap-basic'
  | 'order-statistics'
  | 'welch'
  | 'wilson-jaccard'
  | 'delta-method';

/** An estimate with its two-sided interval at confidence (or credibility) `level`; all three numbers are finite. */
export interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly method: IntervalMethod;
}

/** value ± z·standardError. */
export function normalInterval(
  value: number,
  standardError: number,
  level = 0.95,
  method: IntervalMethod = 'normal',
): Interval {
  requireOpenUnit('level', level);
  const half = normalQuantile(0.5 + level / 2) * standardError;
  return { value, lower: value - half, upper: value + half, level, method };
}

/** value ± t·standardError with real degrees of freedom > 0. */
export function studentInterval(
  value: number,
  standardError: number,
  degreesOfFreedom: number,
  level = 0.95,
  method: IntervalMethod = 'student-t',
): Interval {
  requireOpenUnit('level', level);
  const half = studentQuantile(0.5 + level / 2, degreesOfFreedom) * standardError;
  return { value, lower: value - half, upper: value + half, level, method };
}

/**
 * Wilson's score interval of a proportion: inside [0, 1] and never of zero width, at 0 and n too.
 * `null` when n is 0. `successes` may be fractional (weights, expected counts).
 */
export function wilsonInterval(
  successes: number,
  n: number,
  level = 0.95,
  method: IntervalMethod = 'wilson',
): Interval | null {
  requireOpenUnit('level', level);
  if (!(n > 0)) return null;
  if (!(successes >= 0 && successes <= n))
    throw new RangeError(`successes is ${successes}; expected 0 to ${n}`);
  const z2 = normalQuantile(0.5 + level / 2) ** 2;
  const p = successes / n;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return {
    value: p,
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === n ? 1 : Math.min(1, centre + half),
    level,
    method,
  };
}

/** Options of {@link meanInterval}. */
export interface MeanIntervalOptions {
  /** @default 0.95 */
  readonly level?: number;
  /** `normal` for many rows; `student-t` is exact for normal data and wider for few. @default 'normal' */
  readonly distribution?: 'normal' | 'student-t';
}

/** Interval of the mean of a sample; `null` with fewer than two rows, whose spread is unknown. */
export function meanInterval(sample: Sample, options: MeanIntervalOptions = {}): Interval | null {
  const { level = 0.95, distribution = 'normal' } = options;
  const { n, mean, variance } = sampleMoments(sample);
  if (n < 2) return null;
  const standardError = Math.sqrt(variance / n);
  return distribution === 'normal'
    ? normalInterval(mean, standardError, level)
    : studentInterval(mean, standardError, n - 1, level);
}

/** The interval cut to the range its quantity can take, for example a Brier score to [0, 1]. */
export function clipInterval(interval: Interval, minimum: number, maximum: number): Interval {
  return { ...interval, lower: Math.max(minimum, interval.lower), upper: Math.min(maximum, interval.upper) };
}

/** logit(value) ± half, mapped back: stays inside (0, 1) and is wider towards the middle. value must be inside (0, 1). */
export function logitInterval(
  value: number,
  standardErrorOfLogit: number,
  level: number,
  method: IntervalMethod,
): Interval {
  requireOpenUnit('level', level);
  const logit = Math.log(value / (1 - value));
  const half = normalQuantile(0.5 + level / 2) * standardErrorOfLogit;
  const expit = (x: number) => 1 / (1 + Math.exp(-x));
  return { value, lower: expit(logit - half), upper: expit(logit + half), level, method };
}
