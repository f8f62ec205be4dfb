import type { Estimate } from '@slipway/contracts';
import type { Effect, Interval, NoResult } from '@slipway/statistics';

/** Confidence of every interval of a report. */
export const LEVEL = 0.95;

/** Errors relative to labels next to 0, and squares of large ones, are more than a number holds. */
const BEYOND = 'undefined: beyond the largest number';

/** What is known of the difference candidate − champion of one metric. */
export interface Difference {
  readonly difference: Estimate;
  /** Two-sided; null where there is no test. */
  readonly p: number | null;
  readonly method: string;
  /** Of the difference, where the test has a normal one. */
  readonly standardError?: number;
}

/** An interval as the contract has it; `reason` says why there is none. */
export const estimateOf = (interval: Interval | null, reason: string): Estimate => {
  if (interval === null) return { value: null, lower: null, upper: null, level: LEVEL, method: reason };
  const { value, lower, upper, level, method } = interval;
  if (!Number.isFinite(value)) return estimateOf(null, BEYOND);
  if (!Number.isFinite(lower) || !Number.isFinite(upper))
    return pointEstimate(value, `no interval: ${BEYOND}`);
  return { value, lower, upper, level, method };
};

/** A value whose interval is not known, and why. */
export const pointEstimate = (value: number | null, reason: string): Estimate => ({
  value: value !== null && Number.isFinite(value) ? value : null,
  lower: null,
  upper: null,
  level: LEVEL,
  method: reason,
});

/** A test's result; `value` is the difference that stands when the test has no result. */
export const differenceOf = (effect: Effect | NoResult, value: number, method: string): Difference =>
  effect.kind === 'effect'
    ? {
        difference: estimateOf(effect.difference, ''),
        p: effect.p,
        method,
        standardError: effect.standardError,
      }
    : { difference: pointEstimate(value, effect.reason), p: null, method };
