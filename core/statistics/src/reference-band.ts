import type { Interval } from './interval.ts';
import { sampleMoments } from './moments.ts';
import { placements } from './placements.ts';
import type { Sample } from './sample.ts';

/** Where a monitored figure usually lies. */
export interface ReferenceBand {
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
  /** Reference chunks it was made from; below 6 the width is little more than a guess. */
  readonly chunks: number;
}

/** Options of {@link referenceBand}. */
export interface ReferenceBandOptions {
  /** Half-width in standard deviations. @default 3 */
  readonly deviations?: number;
  /** Range of the figure; the band is cut to it. @default unlimited */
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * Mean ± 3 population standard deviations of the figure over reference chunks (methods.md 5.1, after NannyML);
 * `null` without chunks.
 */
export function referenceBand(figures: Sample, options: ReferenceBandOptions = {}): ReferenceBand | null {
  const { deviations = 3, minimum = -Infinity, maximum = Infinity } = options;
  const { n, mean, variance } = sampleMoments(figures);
  if (n === 0) return null;
  const half = deviations * Math.sqrt((variance * (n - 1)) / n);
  return {
    centre: mean,
    lower: Math.max(minimum, mean - half),
    upper: Math.min(maximum, mean + half),
    chunks: n,
  };
}

/** Which side of the band an interval lies on entirely; `inside` when any of it is within, however wide it is. */
export function bandSide(
  interval: Pick<Interval, 'lower' | 'upper'>,
  band: ReferenceBand,
): 'below' | 'inside' | 'above' {
  if (interval.upper < band.lower) return 'below';
  return interval.lower > band.upper ? 'above' : 'inside';
}

/** Standard error of a proportion (accuracy, a rate) in a chunk of n rows, from its reference value. */
export function proportionSamplingError(reference: number, n: number): number | null {
  return n > 0 ? Math.sqrt((reference * (1 - reference)) / n) : null;
}

/**
 * Standard error of the AUC of a chunk of `chunkRows`, from the reference: the deviation of the share of negatives
 * that each positive outranks, over the root of the positives expected. `null` when the reference has one class.
 */
export function aucSamplingError(labels: Sample, scores: Sample, chunkRows: number): number | null {
  const placed = placements(labels, scores);
  if (placed === null || chunkRows <= 0) return null;
  const { n, variance } = sampleMoments(placed.ofPositives);
  return Math.sqrt((variance * (n - 1)) / n / (chunkRows * (n / labels.length)));
}
