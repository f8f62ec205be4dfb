import type { Interval } from './interval.ts';
import { clipInterval, normalInterval } from './interval.ts';

/** Counts rows by actual and decided class, both indexes below `classes`: `counts[actual][decided]`. */
export function classConfusion(
  labels: ArrayLike<number>,
  decisions: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]![decisions[i]!]!++;
  return counts;
}

/**
 * Macro F1: the mean over the classes that occur, as actual or as decided, of F1ₖ = 2TPₖ/(actualₖ + decidedₖ). The
 * interval is normal by the delta method: a row's influence on a ratio of sums depends only on its two classes, so the
 * variance follows from the counts (`delta-method`). `null` with fewer than two rows.
 */
export function macroF1(counts: readonly (readonly number[])[], level = 0.95): Interval | null {
  const actual = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const decided = counts.map((_, k) => counts.reduce((sum, row) => sum + row[k]!, 0));
  const rows = actual.reduce((sum, n) => sum + n, 0);
  if (rows < 2) return null;
  const weight = counts.map((_, k) => actual[k]! + decided[k]!);
  const used = weight.filter((n) => n > 0).length;
  const f1 = counts.map((row, k) => (weight[k] === 0 ? 0 : (2 * row[k]!) / weight[k]!));
  const value = f1.reduce((sum, one) => sum + one, 0) / used;
  // Row (a, d) adds 2·[a=d=k] to F1ₖ's numerator and [a=k] + [d=k] to its denominator.
  const share = (k: number, numerator: number, denominator: number): number =>
    (numerator - f1[k]! * denominator) / weight[k]!;
  let variance = 0;
  counts.forEach((row, a) => {
    row.forEach((n, d) => {
      if (n === 0) return;
      const influence = a === d ? share(a, 2, 2) : share(a, 0, 1) + share(d, 0, 1);
      variance += n * (influence / used) ** 2;
    });
  });
  const interval = normalInterval(value, Math.sqrt((variance * rows) / (rows - 1)), level, 'delta-method');
  return clipInterval(interval, 0, 1);
}
