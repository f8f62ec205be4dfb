import { negativeBinomialCdf, negativeBinomialTail, poissonCdf, poissonTail } from './distributions.ts';
import { sampleMoments } from './moments.ts';
import { quantile } from './quantile.ts';
import type { Sample } from './sample.ts';
import { sorted } from './sample.ts';

/** The usual number of rows in a window. */
export interface VolumeBaseline {
  /** μ: the median of comparable windows. */
  readonly mean: number;
  /** φ = max(1, variance/mean): 1 is Poisson, more is a negative binomial. */
  readonly dispersion: number;
}

/** Fewest comparable windows (same hour of the week) that make a baseline; with fewer use the last 24 hours. */
export const VOLUME_HISTORY = 3;

/** Below this usual volume silence is watched instead: a window with few rows says too little. */
export const VOLUME_MINIMUM = 5;

/** Baseline of comparable windows' counts; `null` with fewer than `VOLUME_HISTORY`. Windows without rows count as 0. */
export function volumeBaseline(history: Sample): VolumeBaseline | null {
  if (history.length < VOLUME_HISTORY) return null;
  const { mean, variance } = sampleMoments(history);
  return { mean: quantile(sorted(history), 0.5)!, dispersion: mean > 0 ? Math.max(1, variance / mean) : 1 };
}

/** How unusual a window's count is. */
export interface VolumeCheck {
  readonly state: 'ok' | 'low' | 'high' | 'too-few-expected';
  /** P(X ≤ count) under the baseline. */
  readonly lowerP: number;
  /** P(X ≥ count) under the baseline. */
  readonly upperP: number;
}

/**
 * Compares one window's count with the baseline (methods.md 6.1): Poisson, or negative binomial with r = μ/(φ−1) and
 * p = 1/φ when the history is overdispersed. Alarm only when two windows in a row say the same.
 */
export function checkVolume(count: number, { mean, dispersion }: VolumeBaseline, alpha = 1e-4): VolumeCheck {
  if (!(count >= 0)) throw new RangeError(`count is ${count}; expected 0 or more`);
  const [lowerP, upperP] = tails(count, mean, dispersion);
  if (mean < VOLUME_MINIMUM) return { state: 'too-few-expected', lowerP, upperP };
  return { state: lowerP < alpha ? 'low' : upperP < alpha ? 'high' : 'ok', lowerP, upperP };
}

function tails(count: number, mean: number, dispersion: number): [number, number] {
  if (mean <= 0) return [1, count > 0 ? 0 : 1];
  // Within 1e-6 of Poisson r exceeds 1e6·μ and the negative binomial only loses digits.
  if (dispersion <= 1 + 1e-6) return [poissonCdf(count, mean), poissonTail(count, mean)];
  const successes = mean / (dispersion - 1);
  const p = 1 / dispersion;
  return [negativeBinomialCdf(count, successes, p), negativeBinomialTail(count, successes, p)];
}

/** The median and the median absolute deviation from it; `null` for an empty sample. */
export function medianDeviation(sample: Sample): { median: number; deviation: number } | null {
  const median = quantile(sorted(sample), 0.5);
  if (median === null) return null;
  const distances = Float64Array.from(sample as ArrayLike<number>, (value) => Math.abs(value - median));
  return { median, deviation: quantile(distances.sort(), 0.5)! };
}

/**
 * Robust z of a value against a history: (value − median)/(1.4826·MAD); beyond ±4 is unusual. `null` for an empty
 * history or MAD 0, where {@link checkVolume} decides.
 */
export function robustZ(value: number, history: Sample): number | null {
  const centre = medianDeviation(history);
  if (centre === null || centre.deviation === 0) return null;
  return (value - centre.median) / (1.4826 * centre.deviation);
}
