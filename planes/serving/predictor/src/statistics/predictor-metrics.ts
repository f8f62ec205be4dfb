import {
  histogramMetric,
  type Metric,
  type MetricFamily,
  metricOf,
  metricValue,
  processMetrics,
} from '@slipway/platform';
import type { DataPlane } from '../data-plane.ts';
import type { Readiness } from '../readiness.ts';
import { PREDICTOR_METRICS } from './metric-families.ts';

type ModelLabels = Readonly<Record<'model' | 'version', string>>;

/** What GET /metrics tells; without a model only the state. */
export const predictorMetrics = (readiness: Readiness): Metric[] => {
  const { plane, model, version, release, artifact, state } = readiness;
  const labels: ModelLabels = { model: model ?? '', version: String(version ?? '') };
  const { ready, info } = PREDICTOR_METRICS;
  const held = { ...labels, release: release ?? '', artifact: artifact ?? '', state };
  return [
    metricValue(ready, state === 'ready'),
    metricOf(info, [{ labels: held, value: 1 }]),
    ...(plane === undefined ? [] : modelMetrics(plane, labels)),
    ...processMetrics(),
  ];
};

const modelMetrics = (
  { statistics, waiting, released, maxBatchRows }: DataPlane,
  labels: ModelLabels,
): Metric[] => {
  const M = PREDICTOR_METRICS;
  const { mode, threads } = released.execution;
  const { success, fail, queue, computeInput, computeInfer, computeOutput, latency } = statistics;
  const one = (family: MetricFamily<'model' | 'version'>, value: number) =>
    metricOf(family, [{ labels, value }]);
  const microseconds = (
    family: MetricFamily<'model' | 'version'>,
    { milliseconds }: { milliseconds: number },
  ) => one(family, Math.round(milliseconds * 1000));
  return [
    metricOf(M.execution, [{ labels: { ...labels, mode }, value: 1 }]),
    one(M.parallelRuns, threads),
    one(M.batchRows, maxBatchRows),
    one(M.success, success.count),
    one(M.failure, fail.count),
    one(M.rows, statistics.rows),
    one(M.executions, statistics.executions),
    microseconds(M.requestTime, success),
    microseconds(M.queueTime, queue),
    microseconds(M.inputTime, computeInput),
    microseconds(M.inferTime, computeInfer),
    microseconds(M.outputTime, computeOutput),
    one(M.pending, waiting),
    histogramMetric(M.latency, [[labels, latency]]),
  ];
};
