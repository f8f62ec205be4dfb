import { ERROR_CATALOGUE, type ErrorCode } from '@slipway/contracts';
import { HTTP_STATUS, histogramMetric, type Metric, metricOf } from '@slipway/platform';
import { GATEWAY_METRICS } from './metric-families.ts';
import type { RequestMeter } from './request-meter.ts';

const statusClassOf = (code: string): string =>
  `${Math.floor(HTTP_STATUS[ERROR_CATALOGUE[code as ErrorCode].kind] / 100)}xx`;

/** What the meter has counted. */
export const requestMetrics = ({ endpoints }: RequestMeter): Metric[] => {
  const all = [...endpoints];
  const answered = all.flatMap(([endpoint, { latencies }]) =>
    [...latencies].map(([variant, { count }]) => ({
      labels: { endpoint, variant, status: '2xx', code: 'OK' },
      value: count,
    })),
  );
  const failed = all.flatMap(([endpoint, { failures }]) =>
    [...failures].flatMap(([variant, codes]) =>
      [...codes].map(([code, value]) => ({
        labels: { endpoint, variant, status: statusClassOf(code), code },
        value,
      })),
    ),
  );
  const latencies = all.flatMap(([endpoint, counts]) =>
    [...counts.latencies].map(([variant, latency]) => [{ endpoint, variant }, latency] as const),
  );
  const assignments = all.flatMap(([endpoint, counts]) =>
    [...counts.assignments].flatMap(([variant, reasons]) =>
      [...reasons].map(([reason, value]) => ({ labels: { endpoint, variant, reason }, value })),
    ),
  );
  const rules = all.flatMap(([endpoint, counts]) =>
    [...counts.rules].map(([rule, value]) => ({ labels: { endpoint, rule }, value })),
  );
  return [
    metricOf(GATEWAY_METRICS.requests, [...answered, ...failed]),
    histogramMetric(GATEWAY_METRICS.duration, latencies),
    metricOf(GATEWAY_METRICS.assignments, assignments),
    metricOf(GATEWAY_METRICS.rulesFired, rules),
  ];
};
