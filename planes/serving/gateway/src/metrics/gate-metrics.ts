import { type Metric, metricOf, metricValue } from '@slipway/platform';
import type { EndpointGates } from '../data-plane/endpoint-gates.ts';
import type { RetryStatistics } from '../resilience/retry-budget.ts';
import { GATEWAY_METRICS } from './metric-families.ts';

type GateStatistics = ReturnType<EndpointGates['statistics']>;

/** Limits, shedding, further tries and the cache. */
export const gateMetrics = ({ endpoints, cache }: GateStatistics): Metric[] => {
  const M = GATEWAY_METRICS;
  const tries = (numberOf: (statistics: RetryStatistics) => number) =>
    endpoints.flatMap(({ endpoint, variants }) =>
      variants.map(({ variant, ...statistics }) => ({
        labels: { endpoint, variant },
        value: numberOf(statistics),
      })),
    );
  return [
    metricOf(
      M.inFlight,
      endpoints.map(({ endpoint, inFlight }) => ({ labels: { endpoint }, value: inFlight })),
    ),
    metricOf(
      M.limit,
      endpoints.map(({ endpoint, limit }) => ({ labels: { endpoint }, value: limit })),
    ),
    metricOf(
      M.shed,
      endpoints.flatMap(({ endpoint, shed }) =>
        Object.entries(shed).map(([priority, value]) => ({ labels: { endpoint, priority }, value })),
      ),
    ),
    metricOf(
      M.retries,
      tries(({ retries }) => retries),
    ),
    metricOf(
      M.hedges,
      tries(({ hedges }) => hedges),
    ),
    metricOf(
      M.retriesRefused,
      tries(({ refused }) => refused),
    ),
    metricOf(M.cache, [
      { labels: { result: 'hit' }, value: cache.hits },
      { labels: { result: 'miss' }, value: cache.misses },
    ]),
    metricValue(M.cacheEvictions, cache.evictions),
    metricValue(M.cacheEntries, cache.entries),
    metricValue(M.cacheBytes, cache.bytes),
  ];
};
