import type { Confusion } from './confusion.ts';
import type { Interval } from './interval.ts';
import { normalInterval } from './interval.ts';

/** What a decided row costs, by how it turned out; a gain is negative. */
export interface OutcomeCosts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

const OUTCOMES = ['truePositive', 'falsePositive', 'falseNegative', 'trueNegative'] as const;

/**
 * Expected cost per row with a normal interval over rows. A row costs one of four amounts, so mean and variance follow
 * from the counts. `null` with fewer than two rows.
 */
export function decisionCost(counts: Confusion, costs: OutcomeCosts, level = 0.95): Interval | null {
  const n = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  if (n < 2) return null;
  const mean = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome] * costs[outcome], 0) / n;
  const squares = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome] * (costs[outcome] - mean) ** 2, 0);
  return normalInterval(mean, Math.sqrt(squares / (n - 1) / n), level);
}
