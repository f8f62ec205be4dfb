import { requireOpenUnit } from './argument.ts';
import { quantile } from './quantile.ts';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';

/** Writes its statistics of the drawn units (an index may repeat) into `into`; NaN where one does not exist. */
export type UnitStatistics = (drawn: Int32Array, into: Float64Array) => void;

/** Options of {@link bootstrapMany}. */
export interface BootstrapManyOptions {
  /** @default 10 000, as for sign-off */
  readonly resamples?: number;
  /** Recorded with the result, so that anyone can redo it. @default 1 */
  readonly seed?: number;
  /** @default 0.95 */
  readonly level?: number;
  /**
   * Units per resample. Fewer than there are is the m-out-of-n bootstrap: deviations from the resamples' mean shrink by
   * √(m/n), as standard errors do. @default all
   */
  readonly draws?: number;
  /** Replaces the generator made from `seed`. */
  readonly random?: Random;
}

/** What the resamples say of one statistic. */
export interface BootstrapRange {
  readonly value: number;
  /** The two-sided percentile interval at `level`. */
  readonly lower: number;
  readonly upper: number;
  /** The one-sided bounds at `level`, each for itself. */
  readonly lowerBound: number;
  readonly upperBound: number;
  /** Resamples in which it did not exist; they are left out. */
  readonly failures: number;
}

/**
 * Percentile bootstrap of several statistics on the same resamples (methods.md 3.4), so that a pass over the drawn units
 * serves them all. Give candidate − champion as a statistic and the comparison is paired; let a unit be a cluster and
 * whole clusters are drawn. `null` in place of a statistic that does not exist on all units, or in half of the resamples.
 */
export function bootstrapMany(
  units: number,
  statistics: number,
  measure: UnitStatistics,
  options: BootstrapManyOptions = {},
): (BootstrapRange | null)[] {
  const { resamples = 10_000, seed = 1, level = 0.95 } = options;
  requireOpenUnit('level', level);
  const nothing = new Array<null>(statistics).fill(null);
  if (units === 0) return nothing;
  const draws = Math.min(units, options.draws ?? units);
  const into = new Float64Array(statistics);
  measure(
    Int32Array.from({ length: units }, (_, unit) => unit),
    into,
  );
  const whole = into.slice();
  const random = options.random ?? seededRandom(seed);
  const drawn = new Int32Array(draws);
  const values = Array.from({ length: statistics }, () => new Float64Array(resamples));
  const kept = new Int32Array(statistics);
  for (let b = 0; b < resamples; b++) {
    for (let i = 0; i < draws; i++) drawn[i] = random() * units;
    measure(drawn, into);
    for (let s = 0; s < statistics; s++) if (Number.isFinite(into[s])) values[s]![kept[s]!++] = into[s]!;
  }
  return values.map((all, s) => {
    if (!Number.isFinite(whole[s]) || kept[s]! < resamples / 2) return null;
    return rangeOf(whole[s]!, all.subarray(0, kept[s]!), resamples, level, draws / units);
  });
}

function rangeOf(
  value: number,
  drawn: Float64Array,
  resamples: number,
  level: number,
  share: number,
): BootstrapRange {
  drawn.sort();
  const centre = share === 1 ? 0 : drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
  const at = (q: number): number => {
    const end = quantile(drawn, q)!;
    return share === 1 ? end : value + Math.sqrt(share) * (end - centre);
  };
  const tail = 1 - level;
  return {
    value,
    lower: at(tail / 2),
    upper: at(1 - tail / 2),
    lowerBound: at(tail),
    upperBound: at(1 - tail),
    failures: resamples - drawn.length,
  };
}
