import { kolmogorovTail } from './distributions.ts';
import { sampleMoments } from './moments.ts';

/** Ascending finite values; see `sorted` and `finite`. */
type Ascending = readonly number[] | Float64Array;

/** The two-sample Kolmogorov–Smirnov test. */
export interface KolmogorovSmirnov {
  /** The largest gap between the two empirical distribution functions. */
  readonly distance: number;
  /** Asymptotic Q(√(nm/(n+m))·D): slightly conservative for small samples. */
  readonly p: number;
}

/** Kolmogorov–Smirnov distance and p of two ascending samples; `null` when one is empty. */
export function kolmogorovSmirnov(reference: Ascending, current: Ascending): KolmogorovSmirnov | null {
  const n = reference.length;
  const m = current.length;
  if (n === 0 || m === 0) return null;
  let distance = 0;
  walk(reference, current, (gap) => {
    distance = Math.max(distance, gap);
  });
  return { distance, p: kolmogorovTail(Math.sqrt((n * m) / (n + m)) * distance) };
}

/** Wasserstein-1 (earth mover's) distance ∫|F − G|dx of two ascending samples, in the feature's unit; `null` when one is empty. */
export function wassersteinDistance(reference: Ascending, current: Ascending): number | null {
  if (reference.length === 0 || current.length === 0) return null;
  let area = 0;
  walk(reference, current, (gap, width) => {
    area += gap * width;
  });
  return area;
}

/** A constant reference would make any change infinite; the floor makes it merely very large. */
const DEVIATION_FLOOR = 0.001;

/**
 * Wasserstein-1 in units of the reference's (population) standard deviation, at least 0.001: comparable between
 * features, and against the customary threshold 0.1. `null` when a sample is empty.
 */
export function normedWassersteinDistance(reference: Ascending, current: Ascending): number | null {
  const distance = wassersteinDistance(reference, current);
  if (distance === null) return null;
  const { n, variance } = sampleMoments(reference);
  return distance / Math.max(DEVIATION_FLOOR, Math.sqrt((variance * (n - 1)) / n));
}

/** Visits every distinct value in order with |F − G| from it on and the width to the next value (0 at the last). */
function walk(a: Ascending, b: Ascending, visit: (gap: number, width: number) => void): void {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    visit(Math.abs(i / a.length - j / b.length), next === Infinity ? 0 : next - value);
  }
}
