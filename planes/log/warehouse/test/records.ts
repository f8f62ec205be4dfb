import type { OutcomeRecord, PredictionRecord, SchemaRecord } from '@slipway/contracts';

/** 2024-05-01T12:00:00Z */
export const NOON = Date.UTC(2024, 4, 1, 12);

export const prediction = (id: string, changes: Partial<PredictionRecord> = {}): PredictionRecord => ({
  kind: 'prediction',
  id,
  request: id,
  at: NOON,
  endpoint: 'flight-delays',
  variant: 'champion',
  assigned: changes.variant ?? 'champion',
  experiment: null,
  model: 'flight-delays',
  version: 1,
  release: 'rel-1',
  releaseDigest: null,
  parametersRevision: 1,
  rules: [],
  assignment: 'active',
  propensity: null,
  shadowOf: null,
  unit: null,
  inputs: {},
  score: 0.5,
  scores: null,
  decision: '1',
  threshold: 0.5,
  status: 200,
  error: null,
  fallback: null,
  cached: false,
  weight: 1,
  latencyMs: 1.5,
  predictorMs: 0.5,
  queueMs: null,
  inferenceMs: null,
  trace: null,
  gateway: 'g1',
  ...changes,
});

export const outcome = (
  predictionId: string,
  value: number | null,
  changes: Partial<OutcomeRecord> = {},
): OutcomeRecord => ({
  kind: 'outcome',
  prediction: predictionId,
  label: String(value),
  value,
  at: NOON + 60_000,
  receivedAt: NOON + 60_000,
  gateway: 'g1',
  ...changes,
});

export const schema = (features: SchemaRecord['features'], endpoint = 'flight-delays'): SchemaRecord => ({
  kind: 'schema',
  endpoint,
  features,
});

/** The day of NOON. */
export const DAY = { from: '2024-05-01T00:00:00.000Z', to: '2024-05-02T00:00:00.000Z' };
