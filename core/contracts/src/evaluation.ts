import { z } from 'zod';
import { EvaluationEvidence } from './evaluation-evidence.ts';
import { FairnessResult } from './evaluation-fairness.ts';
import {
  CalibrationBin,
  ConfusionMatrix,
  DecisionCurve,
  ReliabilityCurve,
  ResidualFigures,
  ThresholdTable,
} from './evaluation-figures.ts';
import { ComparisonVerdict, NonInferiority } from './evaluation-verdict.ts';
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

/** By name, such as auc, logLoss, brier, accuracy, calibrationError of a binary task; docs/evaluation.md lists all. */
export const Metrics = z.record(z.string(), Estimate);
export type Metrics = z.infer<typeof Metrics>;

export const SliceResult = z.strictObject({
  /** Of a pair both, as `origin × hour`, and so is the value. */
  column: z.string(),
  value: z.string(),
  /** Present for a pair: its two columns with their values. */
  parts: z.array(z.strictObject({ column: z.string(), value: z.string() })).optional(),
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
      /** Paired percentile bootstrap of the difference, beside the interval of its test. */
      bootstrap: Estimate.optional(),
      /** Present where the plan declares a margin for the metric. */
      nonInferiority: NonInferiority.optional(),
    }),
  ),
  verdict: ComparisonVerdict.optional(),
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
  /** Beside `calibration`, whose bins hold equally many rows: bins of equal width, of every class where there are many. */
  reliability: z.array(ReliabilityCurve).optional(),
  /** Of a binary task: the candidate's decisions, and the champion's on the same rows. */
  curves: z.strictObject({ candidate: DecisionCurve, champion: DecisionCurve.nullable() }).optional(),
  thresholds: ThresholdTable.optional(),
  confusion: ConfusionMatrix.optional(),
  residuals: ResidualFigures.optional(),
  fairness: z.array(FairnessResult).optional(),
  /** The champion's, of the same rows; absent without a champion. */
  championFairness: z.array(FairnessResult).optional(),
  /** Pairs of values that are not among the slices: too few rows to say anything, or beyond the limit of the report. */
  slicesLeftOut: z.strictObject({ insufficient: z.int(), beyondLimit: z.int() }).optional(),
  /** Parquet with row, label, score and (with a champion) championScore, and the slice columns. */
  predictions: Digest,
  /** JSON blob of WarmUpSamples. */
  samples: Digest,
  ...EvaluationEvidence.shape,
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
