import { requireOpenUnit } from './argument.ts';
import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';

/** A statistic of the rows with these indexes (an index may repeat); `null` where it does not exist. */
export type RowStatistic = (rows: Int32Array) => number | null;

/** Options of {@link bootstrap}. */
export interface BootstrapOptions {
  /** @default 2000; use 10 000 for sign-off. */
  readonly resamples?: number;
  /** Recorded with the result, so that anyone can redo it. @default 1 */
  readonly seed?: number;
  /** @default 0.95 */
  readonly level?: number;
  /** A cluster per row (for example the user): whole clusters are resampled, because their rows are alike. */
  readonly clusters?: ArrayLike<string | number>;
  /** Replaces the generator made from `seed`. */
  readonly random?: Random;
}

/** A statistic with its percentile interval. */
export interface BootstrapResult {
  readonly interval: Interval;
  /** Share of resamples with a statistic of at least 0. */
  readonly shareAtLeastZero: number;
  readonly resamples: number;
  /** Resamples in which the statistic did not exist; they are left out. */
  readonly failures: number;
  readonly seed: number;
}

/**
 * Percentile bootstrap of any statistic of rows (methods.md 3.4). To compare two models on the same rows, give a
 * statistic that evaluates both on `rows` and returns candidate − champion: each resample is drawn once for both.
 * `null` when the statistic does not exist on all rows, or in more than half of the resamples.
 */
export function bootstrap(
  rows: number,
  statistic: RowStatistic,
  options: BootstrapOptions = {},
): BootstrapResult | null {
  const { resamples = 2000, seed = 1, level = 0.95, clusters } = options;
  requireOpenUnit('level', level);
  const random = options.random ?? seededRandom(seed);
  const value = rows > 0 ? statistic(Int32Array.from({ length: rows }, (_, i) => i)) : null;
  if (value === null || !Number.isFinite(value)) return null;
  const draw = clusters === undefined ? rowDraw(rows, random) : clusterDraw(rows, clusters, random);
  const values = new Float64Array(resamples);
  let kept = 0;
  for (let b = 0; b < resamples; b++) {
    const drawn = statistic(draw());
    if (drawn !== null && Number.isFinite(drawn)) values[kept++] = drawn;
  }
  if (kept < resamples / 2) return null;
  const ascending = values.subarray(0, kept).sort();
  const tail = (1 - level) / 2;
  return {
    interval: {
      value,
      lower: quantile(ascending, tail)!,
      upper: quantile(ascending, 1 - tail)!,
      level,
      method: 'bootstrap-percentile',
    },
    shareAtLeastZero: ascending.filter((drawn) => drawn >= 0).length / kept,
    resamples,
    failures: resamples - kept,
    seed,
  };
}

function rowDraw(rows: number, random: Random): () => Int32Array {
  const drawn = new Int32Array(rows);
  return () => {
    for (let i = 0; i < rows; i++) drawn[i] = Math.floor(random() * rows);
    return drawn;
  };
}

function clusterDraw(rows: number, clusters: ArrayLike<string | number>, random: Random): () => Int32Array {
  if (clusters.length !== rows)
    throw new RangeError(`clusters has ${clusters.length} rows; expected ${rows}`);
  const members = [
    ...Map.groupBy(
      Array.from({ length: rows }, (_, i) => i),
      (i) => clusters[i]!,
    ).values(),
  ];
  return () => {
    const drawn: number[] = [];
    for (let i = 0; i < members.length; i++) {
      for (const row of members[Math.floor(random() * members.length)]!) drawn.push(row);
    }
    return Int32Array.from(drawn);
  };
}
