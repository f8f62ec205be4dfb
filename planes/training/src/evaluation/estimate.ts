import type { Estimate } from '@slipway/contracts';
import type { Effect, Interval, NoResult } from '@slipway/statistics';

/** Confidence of every interval of a report. */
export const LEVEL = 0.95;

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
export const estimateOf = (interval: Interval | null, reason: string): Estimate =>
  interval === null
    ? { value: null, lower: null, upper: null, level: LEVEL, method: reason }
    : {
        value: interval.value,
        lower: interval.lower,
        upper: interval.upper,
        level: interval.level,
        method: interval.method,
      };

/** A value whose interval is not known, and why. */
export const pointEstimate = (value: number | null, reason: string): Estimate => ({
  value,
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
