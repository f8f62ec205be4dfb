import { requireOpenUnit } from './argument.ts';
import { normalQuantile } from './distributions.ts';
import { normalInterval, wilsonInterval } from './interval.ts';

/** A rate of a group: a share of counted rows, or a mean with its standard error. */
export type GroupRate =
  | { readonly kind: 'share'; readonly successes: number; readonly n: number }
  | { readonly kind: 'mean'; readonly mean: number; readonly standardError: number };

/** A figure with its interval. */
export interface GapRange {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** How far groups lie apart in one rate. */
export interface GroupGap {
  /** The largest |a − b| of all pairs. */
  readonly difference: GapRange;
  /** The smallest share of one rate in another; `null` for means, and where a rate is 0 everywhere. */
  readonly ratio: GapRange | null;
  readonly lowest: string;
  readonly highest: string;
  readonly pairs: number;
  readonly method: string;
}

/**
 * The gap between groups with an interval that holds at `level` although the extremes were picked after looking: each
 * pair is bounded at 1 − (1 − level)/pairs (Bonferroni), and the largest gap lies between the largest lower and the
 * largest upper bound. Pairs of shares: Newcombe's (1998) hybrid of Wilson intervals; of means: the same with normal
 * ones. Ratios: log-normal with ½ added to the counts (Walter 1975). With `reference` only its pairs count.
 * `null` with fewer than two groups, or without the reference among them.
 */
export function groupGap(
  groups: ReadonlyMap<string, GroupRate>,
  { level = 0.95, reference }: { readonly level?: number; readonly reference?: string } = {},
): GroupGap | null {
  requireOpenUnit('level', level);
  if (groups.size < 2 || (reference !== undefined && !groups.has(reference))) return null;
  const names = [...groups.keys()];
  const pairs = names.flatMap((a, i) =>
    names
      .slice(i + 1)
      .flatMap((b) => (reference === undefined || [a, b].includes(reference) ? [[a, b]] : [])),
  ) as [string, string][];
  const each = 1 - (1 - level) / pairs.length;
  const bounds = new Map([...groups].map(([name, rate]) => [name, rateRange(rate, each)]));
  const distances = pairs.map(([a, b]) => ({ a, b, ...distance(bounds.get(a)!, bounds.get(b)!) }));
  const widest = distances.reduce((best, one) => (one.value > best.value ? one : best));
  const low = bounds.get(widest.a)!.value <= bounds.get(widest.b)!.value;
  const share = [...groups.values()].every(({ kind }) => kind === 'share');
  return {
    difference: worst(distances),
    ratio: share ? ratioOf(pairs, groups, each) : null,
    lowest: low ? widest.a : widest.b,
    highest: low ? widest.b : widest.a,
    pairs: pairs.length,
    method: `${share ? 'newcombe' : 'normal'}, Bonferroni over ${pairs.length} pairs`,
  };
}

const rateRange = (rate: GroupRate, level: number): GapRange =>
  rate.kind === 'share'
    ? wilsonInterval(rate.successes, rate.n, level)!
    : normalInterval(rate.mean, rate.standardError, level);

/** |a − b| with its interval, by the method of variance estimates recovery (Newcombe's hybrid for Wilson intervals). */
function distance(a: GapRange, b: GapRange): GapRange {
  const value = a.value - b.value;
  const lower = value - Math.hypot(a.value - a.lower, b.upper - b.value);
  const upper = value + Math.hypot(a.upper - a.value, b.value - b.lower);
  return absolute({ value, lower, upper });
}

const absolute = ({ value, lower, upper }: GapRange): GapRange => ({
  value: Math.abs(value),
  lower: Math.max(0, lower, -upper),
  upper: Math.max(Math.abs(lower), Math.abs(upper)),
});

const worst = (gaps: readonly GapRange[]): GapRange => ({
  value: Math.max(...gaps.map(({ value }) => value)),
  lower: Math.max(...gaps.map(({ lower }) => lower)),
  upper: Math.max(...gaps.map(({ upper }) => upper)),
});

function ratioOf(
  pairs: readonly (readonly [string, string])[],
  groups: ReadonlyMap<string, GroupRate>,
  level: number,
): GapRange | null {
  const rates = [...groups.values()].map((rate) => (rate.kind === 'share' ? rate.successes / rate.n : 0));
  const values = pairs.map(([a, b]) => {
    const [p, q] = [a, b].map((name) => {
      const rate = groups.get(name)!;
      return rate.kind === 'share' ? rate.successes / rate.n : 0;
    }) as [number, number];
    return Math.max(p, q) === 0 ? 1 : Math.min(p, q) / Math.max(p, q);
  });
  if (Math.max(...rates) === 0) return null;
  const z = normalQuantile(0.5 + level / 2);
  const logs = pairs.map(([a, b]) => {
    const [x, y] = [groups.get(a)!, groups.get(b)!];
    if (x.kind !== 'share' || y.kind !== 'share') return { value: 0, lower: 0, upper: 0 };
    const log = Math.log((x.successes + 0.5) / (x.n + 0.5)) - Math.log((y.successes + 0.5) / (y.n + 0.5));
    const error = Math.sqrt(
      Math.max(0, 1 / (x.successes + 0.5) - 1 / (x.n + 0.5) + 1 / (y.successes + 0.5) - 1 / (y.n + 0.5)),
    );
    return absolute({ value: log, lower: log - z * error, upper: log + z * error });
  });
  const gap = worst(logs);
  const value = Math.min(...values);
  return {
    value,
    lower: Math.min(value, Math.exp(-gap.upper)),
    upper: Math.max(value, Math.exp(-gap.lower)),
  };
}
