import type { MetricCatalogue } from './render-metric-docs.ts';

/** What the processes declare. Loaded late, so that a package which does not even load is one red line and not a crash. */
export async function loadMetricCatalogue(): Promise<MetricCatalogue> {
  const [{ GATEWAY_METRICS }, { PREDICTOR_METRICS }, { LOG_METRICS }, { HTTP_METRICS, PROCESS_METRICS }] =
    await Promise.all([
      import('@slipway/gateway/metrics'),
      import('@slipway/predictor/metrics'),
      import('@slipway/warehouse/metrics'),
      import('@slipway/platform'),
    ]);
  return {
    gateway: Object.values(GATEWAY_METRICS),
    predictor: Object.values(PREDICTOR_METRICS),
    log: Object.values(LOG_METRICS),
    api: Object.values(HTTP_METRICS),
    process: Object.values(PROCESS_METRICS),
  };
}
