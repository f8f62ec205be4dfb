import type { PredictionRecord } from '@slipway/contracts';
import type { Column } from './column.ts';

/** The fixed columns of `predictions`; after them come the inputs, `input_<feature>`. */
export const PREDICTION_COLUMNS: readonly Column<PredictionRecord>[] = [
  { name: 'id', type: 'VARCHAR', of: ({ id }) => id },
  { name: 'request', type: 'VARCHAR', of: ({ request }) => request },
  { name: 'at', type: 'TIMESTAMP', of: ({ at }) => at },
  { name: 'endpoint', type: 'VARCHAR' },
  { name: 'variant', type: 'VARCHAR', of: ({ variant }) => variant },
  { name: 'experiment', type: 'VARCHAR', of: ({ experiment }) => experiment },
  { name: 'model', type: 'VARCHAR', of: ({ model }) => model },
  { name: 'version', type: 'INTEGER', of: ({ version }) => version },
  { name: 'release', type: 'VARCHAR', of: ({ release }) => release },
  { name: 'parameters_revision', type: 'INTEGER', of: ({ parametersRevision }) => parametersRevision },
  { name: 'unit', type: 'VARCHAR', of: ({ unit }) => unit },
  { name: 'score', type: 'DOUBLE', of: ({ score }) => score },
  { name: 'decision', type: 'VARCHAR', of: ({ decision }) => decision },
  { name: 'threshold', type: 'DOUBLE', of: ({ threshold }) => threshold },
  { name: 'status', type: 'INTEGER', of: ({ status }) => status },
  { name: 'error', type: 'VARCHAR', of: ({ error }) => error },
  { name: 'latency_ms', type: 'DOUBLE', of: ({ latencyMs }) => latencyMs },
  { name: 'predictor_ms', type: 'DOUBLE', of: ({ predictorMs }) => predictorMs },
  { name: 'gateway', type: 'VARCHAR', of: ({ gateway }) => gateway },
  { name: 'date', type: 'DATE' },
];
