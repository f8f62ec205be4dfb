import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metricsText } from '@slipway/platform';
import type { DataPlane } from '../data-plane.ts';
import type { Readiness } from '../readiness.ts';
import { InferenceStatistics } from './inference-statistics.ts';
import { PREDICTOR_METRICS } from './metric-families.ts';
import { predictorMetrics } from './predictor-metrics.ts';

const starting: Readiness = {
  model: 'm',
  version: 3,
  release: 'm-3-1',
  artifact: 'sha256:0',
  state: 'starting',
  reason: 'the model is being loaded',
  code: undefined,
  plane: undefined,
  next: undefined,
};

it('without a model only the state is told', () => {
  const metrics = predictorMetrics(starting).filter(({ name }) => name.startsWith('slipway_predictor_'));
  assert.deepEqual(
    metrics.map(({ name, samples }) => [name, samples[0]?.value]),
    [
      ['slipway_predictor_ready', 0],
      ['slipway_predictor_info', 1],
    ],
  );
});

it("a model's counters have Triton's names, times in microseconds", () => {
  const statistics = new InferenceStatistics();
  statistics.succeeded(128, { totalMs: 10, queueMs: 1, inputMs: 2, inferenceMs: 3, outputMs: 4 });
  statistics.failed(1);
  statistics.ran(128, 3);
  const execution = { mode: 'threads', threads: 2, maxBatchRows: 64, rowMs: 3 };
  const plane = { statistics, waiting: 7, maxBatchRows: 32, released: { execution } } as unknown as DataPlane;
  const metrics = predictorMetrics({ ...starting, state: 'ready', plane });
  const declared = Object.values(PREDICTOR_METRICS).map(({ name }) => name);
  assert.deepEqual(
    declared.filter((name) => !metrics.some((metric) => metric.name === name)),
    [],
  );
  const text = metricsText(metrics);
  const labels = '{model="m",version="3"}';
  for (const line of [
    'slipway_predictor_ready 1',
    'slipway_predictor_info{model="m",version="3",release="m-3-1",artifact="sha256:0",state="ready"} 1',
    'slipway_predictor_execution_info{model="m",version="3",mode="threads"} 1',
    `slipway_predictor_parallel_runs${labels} 2`,
    `slipway_predictor_max_batch_rows${labels} 32`,
    `nv_inference_request_success${labels} 1`,
    `nv_inference_request_failure${labels} 1`,
    `nv_inference_count${labels} 128`,
    `nv_inference_exec_count${labels} 1`,
    `nv_inference_request_duration_us${labels} 10000`,
    `nv_inference_queue_duration_us${labels} 1000`,
    `nv_inference_compute_input_duration_us${labels} 2000`,
    `nv_inference_compute_infer_duration_us${labels} 3000`,
    `nv_inference_compute_output_duration_us${labels} 4000`,
    `nv_inference_pending_request_count${labels} 7`,
    'slipway_predictor_request_duration_seconds_bucket{model="m",version="3",le="0.01"} 1',
    `slipway_predictor_request_duration_seconds_count${labels} 1`,
  ])
    assert.ok(text.includes(`${line}\n`), line);
});
