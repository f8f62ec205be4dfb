import { z } from 'zod';
import { Id, Name } from './identifier.ts';

/** A row as clients send it: feature name to value; null or absence is missing. */
export const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type Row = z.infer<typeof Row>;

/** POST /v1/endpoints/{endpoint}/predictions on the gateway, POST /v1/predictions on a predictor. */
export const PredictionRequest = z.strictObject({
  rows: z.array(Row).min(1),
  /** Key of the unit for sticky assignment, e.g. a user or a route. Absent: the endpoint's unit source, else the prediction id. */
  unit: z.string().min(1).max(500).optional(),
});
export type PredictionRequest = z.infer<typeof PredictionRequest>;

/** One answered row. `scores` are probabilities in the order of the signature's classes, or the one regression value. */
export const Prediction = z.strictObject({
  /** Name it in the outcome. */
  id: Id,
  score: z.number(),
  scores: z.array(z.number()),
  /** Class after the threshold; null for regression. */
  decision: z.string().nullable(),
});
export type Prediction = z.infer<typeof Prediction>;

export const PredictionResponse = z.strictObject({
  endpoint: Name,
  variant: Name,
  model: Name,
  version: z.int(),
  release: Id,
  parametersRevision: z.int(),
  experiment: Id.nullable(),
  predictions: z.array(Prediction),
});
export type PredictionResponse = z.infer<typeof PredictionResponse>;

/** A row of the prediction log, one per prediction, as it travels through the spool. Times in ms since the epoch, latencies in ms. */
export interface PredictionRecord {
  readonly kind: 'prediction';
  readonly id: string;
  /** The request; the same for all rows of one request. */
  readonly request: string;
  readonly at: number;
  readonly endpoint: string;
  readonly variant: string;
  readonly experiment: string | null;
  readonly model: string;
  readonly version: number;
  readonly release: string;
  readonly parametersRevision: number;
  readonly unit: string | null;
  /** Features by name; absent and null are missing. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  /** Probability of the positive class, or the regression value; null when the answer was an error. */
  readonly score: number | null;
  readonly decision: string | null;
  readonly threshold: number | null;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly error: string | null;
  readonly latencyMs: number;
  readonly predictorMs: number | null;
  readonly gateway: string;
}

/** The ground truth of one prediction; a later one for the same id corrects it. */
export const Outcome = z.strictObject({
  predictionId: Id,
  /** The true class ("1"/"0", true/false, a label) or the true value of a regression. */
  label: z.union([z.string(), z.number(), z.boolean()]),
  /** When the truth was known; absent: now. */
  at: z.iso.datetime().optional(),
});
export type Outcome = z.infer<typeof Outcome>;

export const OutcomesRequest = z.strictObject({ outcomes: z.array(Outcome).min(1).max(10_000) });
export const OutcomesResponse = z.strictObject({ accepted: z.int() });

export interface OutcomeRecord {
  readonly kind: 'outcome';
  readonly prediction: string;
  /** Booleans arrive as "true"/"false", numbers as their decimal text. */
  readonly label: string;
  /** 1 for a positive label, 0 for a negative one ("1", "true" / "0", "false"), the number of a numeric label; null otherwise. */
  readonly value: number | null;
  readonly at: number;
  readonly receivedAt: number;
  readonly gateway: string;
}

/** Tells the recorder the types of an endpoint's inputs; written once per endpoint and signature in each segment. */
export interface SchemaRecord {
  readonly kind: 'schema';
  readonly endpoint: string;
  readonly features: readonly { readonly name: string; readonly kind: 'number' | 'category' | 'boolean' }[];
}

export type LogRecord = PredictionRecord | OutcomeRecord | SchemaRecord;
