import type { Estimate } from '@slipway/contracts';
import { metricDirection } from './metric-direction.ts';

/** `undecided`: the interval holds zero, so neither is shown. `unknown`: no interval, or nobody knows which way is good. */
export type DifferenceVerdict = 'better' | 'worse' | 'undecided' | 'unknown';

/** What a difference candidate − champion shows about the candidate. */
export const judgeDifference = (
  metric: string,
  { lower, upper }: Pick<Estimate, 'lower' | 'upper'>,
): DifferenceVerdict => {
  const direction = metricDirection(metric);
  if (direction === null || lower === null || upper === null) return 'unknown';
  if (lower <= 0 && upper >= 0) return 'undecided';
  return lower > 0 === direction > 0 ? 'better' : 'worse';
};
