import { counter, gauge, histogram } from '@slipway/platform';

const MODEL = ['model', 'version'] as const;

/** What a predictor tells at GET /metrics: Triton's names (`nv_`), which dashboards know, and our own. */
export const PREDICTOR_METRICS = {
  ready: gauge('slipway_predictor_ready', '1 when requests are answered.'),
  info: gauge(
    'slipway_predictor_info',
    'Always 1; what the predictor should hold, and whether it does: `starting`, `ready`, `refused` or `draining`.',
    [...MODEL, 'release', 'artifact', 'state'],
  ),
  execution: gauge(
    'slipway_predictor_execution_info',
    'Always 1; where the model is run: `inline` or `threads`.',
    [...MODEL, 'mode'],
  ),
  parallelRuns: gauge(
    'slipway_predictor_parallel_runs',
    'Runs of the model that may go on at the same time.',
    MODEL,
  ),
  batchRows: gauge(
    'slipway_predictor_max_batch_rows',
    'Rows of one run at most, as measured or as set.',
    MODEL,
  ),
  success: counter('nv_inference_request_success', 'Requests answered.', MODEL),
  failure: counter('nv_inference_request_failure', 'Requests refused or failed.', MODEL),
  rows: counter('nv_inference_count', 'Rows answered.', MODEL),
  executions: counter(
    'nv_inference_exec_count',
    'Runs of the model; rows divided by runs is the mean batch.',
    MODEL,
  ),
  requestTime: counter('nv_inference_request_duration_us', 'Time of answered requests, microseconds.', MODEL),
  queueTime: counter('nv_inference_queue_duration_us', 'Time before runs, microseconds.', MODEL),
  inputTime: counter('nv_inference_compute_input_duration_us', 'Time to read inputs, microseconds.', MODEL),
  inferTime: counter('nv_inference_compute_infer_duration_us', 'Time in runs, microseconds.', MODEL),
  outputTime: counter(
    'nv_inference_compute_output_duration_us',
    'Time to write answers, microseconds.',
    MODEL,
  ),
  pending: gauge('nv_inference_pending_request_count', 'Requests that wait for a run.', MODEL),
  latency: histogram(
    'slipway_predictor_request_duration_seconds',
    'Time of answered requests in the predictor, seconds.',
    MODEL,
  ),
} as const;
