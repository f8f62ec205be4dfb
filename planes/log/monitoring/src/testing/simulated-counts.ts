import type { ArmCounts, ArmQuality, ClusterSums } from '@slipway/contracts';

/** Sums of an arm in which every unit made one request. */
export const singleRequests = (bad: number, requests: number): ClusterSums => ({
  units: requests,
  m: bad,
  d: requests,
  mm: bad,
  dd: requests,
  md: bad,
});

/** What the warehouse counts of an arm in which every unit made one request; `live` makes it a shadow's. */
export const armCounts = (
  variant: string,
  requests: number,
  bad: { readonly errors?: number; readonly fallbacks?: number; readonly slow?: readonly number[] } = {},
  live: ArmCounts['live'] = null,
): ArmCounts => ({
  variant,
  requests,
  units: requests,
  firstExposures: requests,
  sums: {
    errors: singleRequests(bad.errors ?? 0, requests),
    fallbacks: singleRequests(bad.fallbacks ?? 0, requests),
    slow: (bad.slow ?? []).map((slow) => singleRequests(slow, requests)),
  },
  live,
});

/** The counts that belong to simulated qualities, without a bad request. */
export const countsOf = (qualities: readonly ArmQuality[]): ArmCounts[] =>
  qualities.map(({ variant, units }) => armCounts(variant, units));
