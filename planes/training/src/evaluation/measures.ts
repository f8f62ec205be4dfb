import type { CalibrationBin, Metrics } from '@slipway/contracts';
import type { z } from 'zod';
import type { Difference } from './estimate.ts';

/**
 * What is measured for one kind of task. Labels are class indexes or values; scores are row-major with `width` numbers
 * per row: the probability of the positive class, of each class, or the regression value.
 */
export interface Measures {
  readonly width: number;
  /** Name of the loss that `losses` gives. */
  readonly loss: string;
  /** Rows of the positive class; 0 where there is none. */
  positives(labels: Float64Array): number;
  /** Each metric with its interval, null where these rows do not define it. */
  metrics(labels: Float64Array, scores: Float64Array): Metrics;
  /** Paired comparison of the metrics that have a test, by name, candidate − champion. */
  differences(
    labels: Float64Array,
    champion: Float64Array,
    candidate: Float64Array,
  ): Readonly<Record<string, Difference>>;
  /** The loss of each row, lower is better: its mean decides whether a slice is harmed. */
  losses(labels: Float64Array, scores: Float64Array): Float64Array;
  /** The reliability curve; empty where scores are no probabilities of one class. */
  calibration(labels: Float64Array, scores: Float64Array): z.infer<typeof CalibrationBin>[];
}

/** a − b, row by row. */
export const subtract = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, row) => value - b[row]!);

/** The mean of at least one value. */
export const mean = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};
