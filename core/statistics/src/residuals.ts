import { requireFinite, requireSameLength } from './argument.ts';
import { binIndex, equalWidthEdges, quantileEdges } from './binning.ts';
import { normalQuantile } from './distributions.ts';
import { sampleMoments } from './moments.ts';
import { quantile } from './quantile.ts';
import type { Sample } from './sample.ts';
import { sorted } from './sample.ts';

/** Residuals truth − prediction, ready to be drawn. */
export interface Residuals {
  readonly mean: number;
  /** Sample standard deviation; 0 with fewer than two rows. */
  readonly deviation: number;
  readonly byPrediction: readonly ResidualBin[];
  /** Bins of equal width over the middle 99 % of residuals; what lies outside is in the first or the last. */
  readonly histogram: readonly { readonly lower: number; readonly upper: number; readonly rows: number }[];
  /** Standard normal quantile and standardised residual, ascending. Empty when residuals do not vary. */
  readonly quantiles: readonly (readonly [normal: number, residual: number])[];
}

/** The residuals of the rows whose predictions fall into one bin. */
export interface ResidualBin {
  readonly lower: number;
  readonly upper: number;
  readonly rows: number;
  readonly meanPrediction: number;
  readonly meanResidual: number;
  /** Of the mean; `null` with one row. */
  readonly standardError: number | null;
  /** The 10 % and the 90 % quantile. */
  readonly low: number;
  readonly high: number;
}

/** Options of {@link residuals}. */
export interface ResidualOptions {
  /** Of equally many rows by prediction. @default 20 */
  readonly bins?: number;
  /** @default 40 */
  readonly bars?: number;
  /** @default 100 */
  readonly points?: number;
}

/** Residuals by prediction, as a histogram, and against the normal distribution; `null` without rows. */
export function residuals(
  truth: Sample,
  predictions: Sample,
  { bins = 20, bars = 40, points = 100 }: ResidualOptions = {},
): Residuals | null {
  requireSameLength('truth', truth, 'predictions', predictions);
  requireFinite('truth', truth);
  requireFinite('predictions', predictions);
  if (truth.length === 0) return null;
  const values = Float64Array.from(truth as ArrayLike<number>, (value, i) => value - predictions[i]!);
  const { mean, variance } = sampleMoments(values);
  const deviation = Math.sqrt(Math.max(0, variance));
  const ascending = sorted(values);
  return {
    mean,
    deviation,
    byPrediction: byPrediction(values, predictions, bins),
    histogram: histogram(ascending, bars),
    quantiles: deviation > 0 ? normalQuantiles(ascending, mean, deviation, points) : [],
  };
}

function byPrediction(values: Float64Array, predictions: Sample, bins: number): ResidualBin[] {
  const edges = quantileEdges(predictions, bins);
  const members = Array.from({ length: edges.length + 1 }, () => [] as number[]);
  for (let i = 0; i < values.length; i++) members[binIndex(edges, predictions[i]!, 'right')]!.push(i);
  return members
    .filter(({ length }) => length > 0)
    .map((rows) => {
      const own = sorted(Float64Array.from(rows, (i) => values[i]!));
      const predicted = sorted(Float64Array.from(rows, (i) => predictions[i]!));
      const { mean, variance } = sampleMoments(own);
      return {
        lower: predicted[0]!,
        upper: predicted.at(-1)!,
        rows: rows.length,
        meanPrediction: sampleMoments(predicted).mean,
        meanResidual: mean,
        standardError: rows.length < 2 ? null : Math.sqrt(Math.max(0, variance) / rows.length),
        low: quantile(own, 0.1)!,
        high: quantile(own, 0.9)!,
      };
    });
}

function histogram(ascending: Float64Array, bars: number): Residuals['histogram'] {
  const lower = quantile(ascending, 0.005)!;
  const upper = quantile(ascending, 0.995)!;
  if (!(upper > lower)) return [{ lower, upper, rows: ascending.length }];
  const edges = equalWidthEdges(bars, lower, upper);
  const rows = new Array<number>(bars).fill(0);
  for (const value of ascending) rows[binIndex(edges, value, 'left')]!++;
  return rows.map((count, bar) => ({
    lower: edges[bar - 1] ?? lower,
    upper: edges[bar] ?? upper,
    rows: count,
  }));
}

/** At probabilities (i − ½)/points, so that no end is infinite. */
function normalQuantiles(
  ascending: Float64Array,
  mean: number,
  deviation: number,
  points: number,
): Residuals['quantiles'] {
  const count = Math.min(points, ascending.length);
  return Array.from({ length: count }, (_, i) => {
    const q = (i + 0.5) / count;
    return [normalQuantile(q), (quantile(ascending, q)! - mean) / deviation];
  });
}
