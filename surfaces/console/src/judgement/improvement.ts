import type { Comparison } from '@slipway/contracts';
import { metricDirection } from './metric-direction.ts';

/** The interval of a metric's improvement over the champion: above 0 is better, whichever way the metric goes. */
export const improvementOf = (
  metric: string,
  compared: Comparison['metrics'][string] | undefined,
): { readonly lower: number; readonly upper: number } | null => {
  const tested = compared?.difference.lower == null ? compared?.bootstrap : compared.difference;
  if (tested?.lower == null || tested.upper == null) return null;
  return metricDirection(metric) === -1
    ? { lower: -tested.upper, upper: -tested.lower }
    : { lower: tested.lower, upper: tested.upper };
};
