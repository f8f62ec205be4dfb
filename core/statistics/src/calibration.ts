import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';
import { normalDraw, seededRandom } from './random.ts';
import type { ReliabilityBin, ReliabilityOptions } from './reliability.ts';
import { reliabilityBins } from './reliability.ts';
import type { Sample } from './sample.ts';

/** How far forecasts are from observed shares. The bins are part of the definition: report them beside the figure. */
export interface CalibrationError {
  /** ECE = Σ(nₖ/n)·|p̄ₖ − ȳₖ|, with a basic-bootstrap interval. */
  readonly expected: Interval;
  /** MCE = the largest |p̄ₖ − ȳₖ|. */
  readonly maximum: number;
  readonly bins: readonly ReliabilityBin[];
}

/** Options of {@link calibrationError}. */
export interface CalibrationErrorOptions extends ReliabilityOptions {
  /** Draws of the interval's bootstrap. @default 1000 */
  readonly resamples?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Expected and maximum calibration error (methods.md 3.5); `null` without rows.
 *
 * The interval is a parametric bootstrap over bins (cost: resamples × bins, whatever the rows): each bin's gap is
 * redrawn with its binomial variance, at least that which its own forecasts imply, so that a bin without a single
 * positive is not taken as certain. ECE is a sum of absolute values and therefore biased upwards by noise; the
 * *basic* bootstrap (2·value − quantile) takes that bias off, where percentiles would double it. The ends are cut
 * to [0, 1] and contain the value.
 */
export function calibrationError(
  labels: Sample,
  probabilities: Sample,
  options: CalibrationErrorOptions = {},
): CalibrationError | null {
  const bins = reliabilityBins(labels, probabilities, options);
  if (bins.length === 0) return null;
  const gaps = bins.map((bin) => bin.meanForecast - bin.observed.value);
  const weights = bins.map((bin) => bin.n / labels.length);
  const errors = bins.map(gapStandardError);
  const value = weights.reduce((sum, weight, k) => sum + weight * Math.abs(gaps[k]!), 0);
  const { level = 0.95, resamples = 1000, seed = 1 } = options;
  const random = seededRandom(seed);
  const draws = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    for (let k = 0; k < gaps.length; k++)
      draws[b]! += weights[k]! * Math.abs(gaps[k]! + errors[k]! * normalDraw(random));
  }
  draws.sort();
  const tail = (1 - level) / 2;
  const low = 2 * value - (quantile(draws, 1 - tail) ?? value);
  const high = 2 * value - (quantile(draws, tail) ?? value);
  return {
    expected: {
      value,
      lower: Math.min(value, Math.max(0, low)),
      upper: Math.max(value, Math.min(1, high)),
      level,
      method: 'bootstrap-basic',
    },
    maximum: Math.max(...gaps.map(Math.abs)),
    bins,
  };
}

function gapStandardError({ n, meanForecast, observed }: ReliabilityBin): number {
  const variance = Math.max(observed.value * (1 - observed.value), meanForecast * (1 - meanForecast));
  return Math.sqrt(variance / n);
}

/**
 * Murphy's decomposition: Brier = reliability − resolution + uncertainty. Exact when every bin holds one distinct
 * forecast; within wider bins the spread of forecasts is lost.
 */
export interface BrierDecomposition {
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
}

/** Decomposes over the given bins; `null` without bins. */
export function brierDecomposition(bins: readonly ReliabilityBin[]): BrierDecomposition | null {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  if (n === 0) return null;
  const base = bins.reduce((sum, bin) => sum + bin.n * bin.observed.value, 0) / n;
  return {
    reliability: bins.reduce((sum, bin) => sum + bin.n * (bin.meanForecast - bin.observed.value) ** 2, 0) / n,
    resolution: bins.reduce((sum, bin) => sum + bin.n * (bin.observed.value - base) ** 2, 0) / n,
    uncertainty: base * (1 - base),
  };
}
