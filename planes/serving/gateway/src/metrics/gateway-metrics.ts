import {
  histogramMetric,
  type LatencyHistogram,
  type LogWriter,
  type Metric,
  metricOf,
  metricValue,
  processMetrics,
} from '@slipway/platform';
import type { EndpointGates } from '../data-plane/endpoint-gates.ts';
import type { GatewayStatistics } from '../recording/statistics.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { ShadowCounts } from '../shadow/shadow-sender.ts';
import { gateMetrics } from './gate-metrics.ts';
import { GATEWAY_METRICS } from './metric-families.ts';
import type { RequestMeter } from './request-meter.ts';
import { requestMetrics } from './request-metrics.ts';
import { predictorMetrics, routingMetrics, type UsedPredictors } from './routing-metrics.ts';

/** Where the numbers are: in the objects that count them anyway, read when somebody asks. */
export interface MetricSources {
  /** Name of the gateway in the log. */
  readonly gateway: string;
  readonly ready: () => boolean;
  readonly table: () => RouteTable | null;
  readonly predictors: () => UsedPredictors;
  readonly gates: () => ReturnType<EndpointGates['statistics']>;
  readonly meter: RequestMeter;
  readonly statistics: GatewayStatistics;
  readonly shadows: ShadowCounts;
  /** Rows by `<endpoint>/<rule>`. */
  readonly ruleErrors: () => Readonly<Record<string, number>>;
  readonly log: Pick<LogWriter, 'trouble' | 'droppedRows'>;
  readonly logWait: LatencyHistogram;
}

const ruleErrorsOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([key, value]) => {
    const [endpoint = '', rule = ''] = key.split('/');
    return { labels: { endpoint, rule }, value };
  });

const logMetrics = ({ statistics, log, logWait }: MetricSources): Metric[] => {
  const { loggedRows, sampledOutRows, unloggedRows } = statistics;
  const rows = {
    logged: loggedRows,
    'sampled-out': sampledOutRows,
    dropped: log.droppedRows ?? 0,
    unlogged: unloggedRows,
  };
  return [
    metricOf(
      GATEWAY_METRICS.logRows,
      Object.entries(rows).map(([result, value]) => ({ labels: { result }, value })),
    ),
    metricValue(GATEWAY_METRICS.logDegraded, (log.trouble ?? null) !== null),
    histogramMetric(GATEWAY_METRICS.logWait, [[{}, logWait]]),
  ];
};

/** Everything that a gateway tells of itself. */
export const gatewayMetrics = (sources: MetricSources): Metric[] => {
  const { statistics, shadows } = sources;
  const M = GATEWAY_METRICS;
  return [
    metricOf(M.info, [{ labels: { gateway: sources.gateway }, value: 1 }]),
    metricValue(M.ready, sources.ready()),
    ...routingMetrics(sources.table()?.routes.values() ?? []),
    ...requestMetrics(sources.meter),
    metricOf(M.httpErrors, [
      { labels: { status: '4xx' }, value: statistics.refused },
      { labels: { status: '5xx' }, value: statistics.failed },
    ]),
    metricOf(M.ruleErrors, ruleErrorsOf(sources.ruleErrors())),
    metricValue(M.fallbacks, statistics.fallbacks),
    metricValue(M.outcomes, statistics.outcomes),
    ...gateMetrics(sources.gates()),
    ...predictorMetrics(sources.predictors()),
    metricOf(
      M.shadowRows,
      Object.entries(shadows).map(([result, value]) => ({ labels: { result }, value })),
    ),
    ...logMetrics(sources),
    ...processMetrics(),
  ];
};
