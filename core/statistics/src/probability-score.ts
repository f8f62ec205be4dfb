import { requireLabels, requireProbabilities, requireSameLength } from './argument.ts';
import type { Interval } from './interval.ts';
import { clipInterval, meanInterval } from './interval.ts';
import type { Sample } from './sample.ts';

/** A certain and wrong forecast costs −ln(1e-15) ≈ 34.5 instead of infinity, which would hide every other row. */
const CLIP = 1e-15;

/** The log-loss of each row, in nats. @throws RangeError on a label that is not 0 or 1, or p outside [0, 1]. */
export function rowLogLoss(labels: Sample, probabilities: Sample): Float64Array {
  return perRow(labels, probabilities, (label, p) => -Math.log(Math.max(CLIP, label === 1 ? p : 1 - p)));
}

/** The squared error (p − y)² of each row, whose mean is the Brier score. */
export function rowBrier(labels: Sample, probabilities: Sample): Float64Array {
  return perRow(labels, probabilities, (label, p) => (p - label) ** 2);
}

/** Mean log-loss with a normal interval over rows, lower end at least 0; `null` with fewer than two rows. */
export function logLoss(labels: Sample, probabilities: Sample, level = 0.95): Interval | null {
  const interval = meanInterval(rowLogLoss(labels, probabilities), { level });
  return interval && clipInterval(interval, 0, Infinity);
}

/** Brier score with a normal interval over rows, inside [0, 1]; `null` with fewer than two rows. */
export function brierScore(labels: Sample, probabilities: Sample, level = 0.95): Interval | null {
  const interval = meanInterval(rowBrier(labels, probabilities), { level });
  return interval && clipInterval(interval, 0, 1);
}

function perRow(
  labels: Sample,
  probabilities: Sample,
  loss: (label: number, p: number) => number,
): Float64Array {
  requireSameLength('labels', labels, 'probabilities', probabilities);
  requireLabels(labels);
  requireProbabilities('probabilities', probabilities);
  const rows = new Float64Array(labels.length);
  for (let i = 0; i < rows.length; i++) rows[i] = loss(labels[i]!, probabilities[i]!);
  return rows;
}
