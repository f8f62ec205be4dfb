import type { ClusterSums, Guardrail } from '@slipway/contracts';
import { BURN_RATE_RULES, type BurnRateRule, burnRate, burnRateFires } from '@slipway/statistics';

/** The rules that page somebody are those that stop an arm (methods.md 6.5). */
export const PAGE_RULES: readonly BurnRateRule[] = BURN_RATE_RULES.filter(
  ({ severity }) => severity === 'page',
);

/** Shares of good requests that are promised: 99.9 % without error, and 95 % within the time of a latency guardrail. */
const OBJECTIVES = { errors: 0.999, latency: 0.95 } as const;
/** A control that burns too is not the arm's fault, unless the arm burns this many times as fast. */
const FASTER_THAN_CONTROL = 10;

export interface BurningArm {
  readonly metric: Extract<Guardrail['metric'], 'errors' | 'latency'>;
  readonly rule: BurnRateRule;
  /** Null: no request in that window. */
  readonly long: ClusterSums | null;
  readonly short: ClusterSums | null;
  readonly controlLong: ClusterSums | null;
}

/**
 * Whether the arm alone burns its budget: both windows burn faster than the page rule's factor, and the control keeps its budget in
 * the long window or burns ten times slower. What ails both arms is for people and not for the experiment.
 */
export const armBurns = ({ metric, rule, long, short, controlLong }: BurningArm): boolean => {
  const objective = OBJECTIVES[metric];
  if (!burnRateFires(rule, countsOf(long), countsOf(short), { objective })) return false;
  const arm = burnRate(countsOf(long), objective) ?? 0;
  const control = burnRate(countsOf(controlLong), objective) ?? 0;
  return control < 1 || arm > FASTER_THAN_CONTROL * control;
};

const countsOf = (sums: ClusterSums | null) => ({ bad: sums?.m ?? 0, total: sums?.d ?? 0 });
