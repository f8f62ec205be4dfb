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
  /** Who answered this row. */
  variant: Name,
});
export type Prediction = z.infer<typeof Prediction>;

/** Variant, version, release and experiment are those of the first row; rows of other units may have another `variant`. */
export const PredictionResponse = z.strictObject({
  endpoint: Name,
  variant: Name,
  model: Name,
  version: z.int(),
  release: Id,
  parametersRevision: z.int(),
  experiment: Id.nullable(),
  /** Names of the rules that fired on any row. */
  rules: z.array(z.string()),
  /** Who answered in place of the assigned variant; null: nobody had to. */
  fallback: z.enum(['variant', 'answer']).nullable(),
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
  /** Who answered. */
  readonly variant: string;
  /** Whom the assignment chose: another than `variant` when a fallback or an output rule answered in its place. */
  readonly assigned: string;
  readonly experiment: string | null;
  readonly model: string;
  readonly version: number;
  readonly release: string;
  /** Digest of the signed envelope: which decision allowed this answer. */
  readonly releaseDigest: string | null;
  readonly parametersRevision: number;
  /** Names of the rules that fired, in order. */
  readonly rules: readonly string[];
  /** Why this variant answered. */
  readonly assignment: AssignmentReason;
  /** Probability with which the assignment chose this variant; null when nothing was drawn. */
  readonly propensity: number | null;
  /** The variant that answered the client when this row is a shadow's answer; null: this is the answer. */
  readonly shadowOf: string | null;
  readonly unit: string | null;
  /** Features by name; absent and null are missing. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  /** Probability of the positive class, or the regression value; null when the answer was an error. */
  readonly score: number | null;
  /** Every output of a multiclass model in the order of its classes; null where the score says it all. */
  readonly scores: readonly number[] | null;
  readonly decision: string | null;
  readonly threshold: number | null;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly error: string | null;
  /** Who answered in place of the assigned variant; null: nobody had to. */
  readonly fallback: 'variant' | 'answer' | null;
  readonly cached: boolean;
  /** Rows of the traffic that this row stands for: 1 / sampling. */
  readonly weight: number;
  /** Whole time in the gateway, and its part at the predictor with the queue and the inference there. */
  readonly latencyMs: number;
  readonly predictorMs: number | null;
  readonly queueMs: number | null;
  readonly inferenceMs: number | null;
  /** Trace id of the W3C trace context that came with the request. */
  readonly trace: string | null;
  readonly gateway: string;
}

/** `direct`: the client chose; `condition`, `rule`: CEL chose; `override`: the experiment's list; `shadow`: a copy. */
export type AssignmentReason =
  | 'active'
  | 'weights'
  | 'condition'
  | 'experiment'
  | 'override'
  | 'direct'
  | 'rule'
  | 'fallback'
  | 'shadow';

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

/** What a writer answered since its last count and did not log: each record adds to the ones before. */
export interface CountRecord {
  readonly kind: 'count';
  readonly at: number;
  readonly gateway: string;
  readonly endpoint: string;
  /** Answered rows, logged or not. */
  readonly answered: number;
  /** Rows left out by the log sampling. */
  readonly sampledOut: number;
  /** Rows that the log could not take and the gateway was told to go on. */
  readonly dropped: number;
}

export type LogRecord = PredictionRecord | OutcomeRecord | SchemaRecord | CountRecord;
