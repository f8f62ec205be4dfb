import type { Comparison, Metrics } from '@slipway/contracts';
import { type Difference, pointEstimate } from './estimate.ts';

/**
 * Every metric of the candidate beside the champion's, with the paired difference candidate − champion. A metric without a
 * paired test has the plain difference and no p.
 */
export const compareMetrics = (
  candidate: Metrics,
  champion: Metrics,
  differences: Readonly<Record<string, Difference>>,
): Comparison['metrics'] =>
  Object.fromEntries(
    Object.entries(candidate).map(([name, ours]) => {
      const theirs = champion[name]!;
      const { difference, p, method } = differences[name] ?? untested(ours, theirs);
      return [name, { candidate: ours, champion: theirs, difference, p, method }];
    }),
  );

const untested = (ours: Metrics[string], theirs: Metrics[string]): Difference => {
  const value = ours.value === null || theirs.value === null ? null : ours.value - theirs.value;
  return { difference: pointEstimate(value, 'no paired interval'), p: null, method: 'none' };
};
