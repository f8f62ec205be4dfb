import type { PredictionRecord } from '@slipway/contracts';
import type { Column } from './column.ts';

/**
 * The fixed columns of `predictions` and `shadows`; after them come the inputs, `input_<feature>`. Files are read together by the
 * names of their columns: one that was added later is null in older files, and `weight` 1.
 */
export const PREDICTION_COLUMNS: readonly Column<PredictionRecord>[] = [
  { name: 'id', type: 'VARCHAR', of: ({ id }) => id },
  { name: 'request', type: 'VARCHAR', of: ({ request }) => request },
  { name: 'at', type: 'TIMESTAMP', of: ({ at }) => at },
  { name: 'endpoint', type: 'VARCHAR' },
  { name: 'variant', type: 'VARCHAR', of: ({ variant }) => variant },
  { name: 'assigned', type: 'VARCHAR', of: ({ assigned }) => assigned },
  { name: 'experiment', type: 'VARCHAR', of: ({ experiment }) => experiment },
  { name: 'model', type: 'VARCHAR', of: ({ model }) => model },
  { name: 'version', type: 'INTEGER', of: ({ version }) => version },
  { name: 'release', type: 'VARCHAR', of: ({ release }) => release },
  { name: 'release_digest', type: 'VARCHAR', of: ({ releaseDigest }) => releaseDigest },
  { name: 'parameters_revision', type: 'INTEGER', of: ({ parametersRevision }) => parametersRevision },
  { name: 'rules', type: 'VARCHAR[]', of: ({ rules }) => rules },
  { name: 'assignment', type: 'VARCHAR', of: ({ assignment }) => assignment },
  { name: 'propensity', type: 'DOUBLE', of: ({ propensity }) => propensity },
  { name: 'shadow_of', type: 'VARCHAR', of: ({ shadowOf }) => shadowOf },
  { name: 'unit', type: 'VARCHAR', of: ({ unit }) => unit },
  { name: 'score', type: 'DOUBLE', of: ({ score }) => score },
  { name: 'scores', type: 'DOUBLE[]', of: ({ scores }) => scores },
  { name: 'decision', type: 'VARCHAR', of: ({ decision }) => decision },
  { name: 'threshold', type: 'DOUBLE', of: ({ threshold }) => threshold },
  { name: 'status', type: 'INTEGER', of: ({ status }) => status },
  { name: 'error', type: 'VARCHAR', of: ({ error }) => error },
  { name: 'fallback', type: 'VARCHAR', of: ({ fallback }) => fallback },
  { name: 'cached', type: 'BOOLEAN', of: ({ cached }) => cached },
  { name: 'weight', type: 'DOUBLE', of: ({ weight }) => weight },
  { name: 'latency_ms', type: 'DOUBLE', of: ({ latencyMs }) => latencyMs },
  { name: 'predictor_ms', type: 'DOUBLE', of: ({ predictorMs }) => predictorMs },
  { name: 'queue_ms', type: 'DOUBLE', of: ({ queueMs }) => queueMs },
  { name: 'inference_ms', type: 'DOUBLE', of: ({ inferenceMs }) => inferenceMs },
  { name: 'trace', type: 'VARCHAR', of: ({ trace }) => trace },
  { name: 'gateway', type: 'VARCHAR', of: ({ gateway }) => gateway },
  { name: 'date', type: 'DATE' },
];
