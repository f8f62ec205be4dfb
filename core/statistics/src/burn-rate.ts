import { requireOpenUnit } from './argument.ts';

/** One pair of windows of the multi-window, multi-burn-rate alert. */
export interface BurnRateRule {
  readonly severity: 'page' | 'ticket';
  /** Part of the period's error budget that the long window may use up. */
  readonly budget: number;
  readonly longMinutes: number;
  /** Must burn too, so that the alert ends soon after the fault does. */
  readonly shortMinutes: number;
}

/** The four rules of Google's SRE workbook, most urgent first. */
export const BURN_RATE_RULES: readonly BurnRateRule[] = [
  { severity: 'page', budget: 0.02, longMinutes: 60, shortMinutes: 5 },
  { severity: 'page', budget: 0.05, longMinutes: 360, shortMinutes: 30 },
  { severity: 'ticket', budget: 0.1, longMinutes: 1440, shortMinutes: 120 },
  { severity: 'ticket', budget: 0.1, longMinutes: 4320, shortMinutes: 360 },
];

/** Bad and all requests of a window. */
export interface RequestCounts {
  readonly bad: number;
  readonly total: number;
}

/** How many times faster than allowed the budget burns: budget × period / long window. */
export function burnRateFactor(rule: BurnRateRule, periodDays = 30): number {
  return (rule.budget * periodDays * 1440) / rule.longMinutes;
}

/** Error share over the allowed share 1 − objective; `null` without requests. @throws RangeError unless 0 < objective < 1. */
export function burnRate({ bad, total }: RequestCounts, objective: number): number | null {
  requireOpenUnit('objective', objective);
  return total > 0 ? bad / total / (1 - objective) : null;
}

/** Options of {@link burnRateFires}. */
export interface BurnRateOptions {
  /** Share of good requests promised, for example 0.999. */
  readonly objective: number;
  /** @default 30 */
  readonly periodDays?: number;
  /** Fewest bad requests in the long window: one failure of a quiet night is not an outage. @default 10 */
  readonly minimumBad?: number;
}

/** Fires iff both windows burn faster than the factor (methods.md 6.5). Windows without requests never fire. */
export function burnRateFires(
  rule: BurnRateRule,
  long: RequestCounts,
  short: RequestCounts,
  { objective, periodDays = 30, minimumBad = 10 }: BurnRateOptions,
): boolean {
  const factor = burnRateFactor(rule, periodDays);
  const longRate = burnRate(long, objective);
  const shortRate = burnRate(short, objective);
  return (
    longRate !== null &&
    shortRate !== null &&
    long.bad >= minimumBad &&
    longRate > factor &&
    shortRate > factor
  );
}

/** Whether a rule can fire at all: with every request failing the burn is only 1/(1 − objective). Check when it is made. */
export function burnRateReachable(rule: BurnRateRule, objective: number, periodDays = 30): boolean {
  requireOpenUnit('objective', objective);
  return burnRateFactor(rule, periodDays) < 1 / (1 - objective);
}
