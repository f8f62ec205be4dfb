import type { Confusion } from './confusion.ts';
import type { Interval } from './interval.ts';
import { wilsonInterval } from './interval.ts';

/**
 * F1 = 2TP/(2TP + FP + FN) with an interval. F1 grows with Jaccard's TP/(TP + FP + FN), a share of the rows that are
 * positive or decided so: Wilson's interval of that share, mapped by J → 2J/(1 + J) (`wilson-jaccard`). `null` when there
 * are no such rows.
 */
export function f1Interval(
  { truePositive, falsePositive, falseNegative }: Confusion,
  level = 0.95,
): Interval | null {
  const jaccard = wilsonInterval(truePositive, truePositive + falsePositive + falseNegative, level);
  if (jaccard === null) return null;
  const f1 = (j: number): number => (2 * j) / (1 + j);
  return {
    value: f1(jaccard.value),
    lower: f1(jaccard.lower),
    upper: f1(jaccard.upper),
    level,
    method: 'wilson-jaccard',
  };
}
