import { z } from 'zod';
import { Digest, Id, Name, Timestamp } from './identifier.ts';

/** A figure with its interval. `value` null: not defined on these rows (one class only), with the reason in `method`. */
export const Estimate = z.strictObject({
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** Confidence, 0.95 unless said otherwise. */
  level: z.number(),
  method: z.string(),
});
export type Estimate = z.infer<typeof Estimate>;

/** auc, logLoss, brier, accuracy, calibrationError of a binary task. */
export const Metrics = z.record(z.string(), Estimate);
export type Metrics = z.infer<typeof Metrics>;

export const CalibrationBin = z.strictObject({
  lower: z.number(),
  upper: z.number(),
  rows: z.int(),
  meanScore: z.number(),
  observed: z.number(),
  observedLower: z.number(),
  observedUpper: z.number(),
});

export const SliceResult = z.strictObject({
  column: z.string(),
  value: z.string(),
  rows: z.int(),
  positives: z.int(),
  /** Below 50 rows a slice says nothing. */
  status: z.enum(['ok', 'insufficient']),
  metrics: Metrics,
  /** Change of the log-loss against the champion on the same rows, with Holm-adjusted p; null without a champion. */
  harm: z.strictObject({ difference: Estimate, adjustedP: z.number(), significant: z.boolean() }).nullable(),
});
export type SliceResult = z.infer<typeof SliceResult>;

/** Candidate against champion on the same rows. `difference` is candidate − champion. */
export const Comparison = z.strictObject({
  champion: z.strictObject({ model: Name, version: z.int(), artifact: Digest }),
  metrics: z.record(
    z.string(),
    z.strictObject({
      candidate: Estimate,
      champion: Estimate,
      difference: Estimate,
      p: z.number().nullable(),
      method: z.string(),
    }),
  ),
});
export type Comparison = z.infer<typeof Comparison>;

/** One row of the holdout with the score that the evaluator saw: the predictor's warm-up must reproduce it. */
export const WarmUpSample = z.strictObject({
  row: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  score: z.array(z.number()),
});
export const WarmUpSamples = z.array(WarmUpSample);
export type WarmUpSample = z.infer<typeof WarmUpSample>;

/** What the platform measured of one version on one snapshot. The trainer has no part in it. */
export const EvaluationReport = z.strictObject({
  artifact: Digest,
  snapshot: Digest,
  label: z.string(),
  threshold: z.number(),
  rows: z.int(),
  positives: z.int(),
  metrics: Metrics,
  calibration: z.array(CalibrationBin),
  slices: z.array(SliceResult),
  comparison: Comparison.nullable(),
  /** Parquet with row, label, score and (with a champion) championScore, and the slice columns. */
  predictions: Digest,
  /** JSON blob of WarmUpSamples. */
  samples: Digest,
  evaluator: z.record(z.string(), z.string()),
  seconds: z.number(),
});
export type EvaluationReport = z.infer<typeof EvaluationReport>;

export const Evaluation = z.strictObject({
  ...EvaluationReport.shape,
  id: Id,
  model: Name,
  version: z.int().min(1),
  createdAt: Timestamp,
});
export type Evaluation = z.infer<typeof Evaluation>;
