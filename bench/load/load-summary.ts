import { type Spread, spreadOf } from './spread.ts';
import type { Load } from './wrk.ts';

/** The rounds of one contestant. */
export interface LoadSummary {
  readonly requestsPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
}

export const perSecond = (loads: readonly Load[]): number[] =>
  loads.map(({ requestsPerSecond }) => requestsPerSecond);

export const summarise = (loads: readonly Load[]): LoadSummary => ({
  requestsPerSecond: spreadOf(perSecond(loads)),
  p50Ms: spreadOf(loads.map(({ p50Ms }) => p50Ms)),
  p99Ms: spreadOf(loads.map(({ p99Ms }) => p99Ms)),
});
