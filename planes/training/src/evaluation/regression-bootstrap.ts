import { type BootstrapManyOptions, type BootstrapRange, bootstrapMany } from '@slipway/statistics';

const METRICS = ['mae', 'rmse', 'r2', 'mape'] as const;
const ROUNDING = 1e-12;

/** Paired percentile bootstrap of the differences candidate − champion of a regression. */
export const regressionBootstrap = (
  labels: Float64Array,
  champion: Float64Array,
  candidate: Float64Array,
  options: BootstrapManyOptions,
): Readonly<Record<string, BootstrapRange | null>> => {
  const values = [new Float64Array(METRICS.length), new Float64Array(METRICS.length)] as const;
  const measure = (drawn: Int32Array, into: Float64Array): void => {
    measureRows(labels, champion, drawn, values[0]);
    measureRows(labels, candidate, drawn, values[1]);
    for (let k = 0; k < into.length; k++) into[k] = values[1][k]! - values[0][k]!;
  };
  const ranges = bootstrapMany(labels.length, METRICS.length, measure, options);
  return Object.fromEntries(METRICS.map((metric, k) => [metric, ranges[k] ?? null]));
};

const measureRows = (
  labels: Float64Array,
  scores: Float64Array,
  drawn: Int32Array,
  into: Float64Array,
): void => {
  const n = drawn.length;
  let [absolute, squared, share, sum, squares] = [0, 0, 0, 0, 0];
  // Labels far from 0 would cancel in Σy² − (Σy)²/n: deviations from any label of the sample do not.
  const origin = labels[0]!;
  for (let i = 0; i < n; i++) {
    const label = labels[drawn[i]!]!;
    const error = Math.abs(scores[drawn[i]!]! - label);
    absolute += error;
    squared += error * error;
    share += error / Math.abs(label);
    sum += label - origin;
    squares += (label - origin) ** 2;
  }
  const total = squares - (sum * sum) / n;
  into[0] = absolute / n;
  into[1] = Math.sqrt(squared / n);
  // Drawn labels that are all the same leave rounding behind, and no R².
  into[2] = total > ROUNDING * squares ? 1 - squared / total : Number.NaN;
  into[3] = share / n;
};
