import { z } from 'zod';
import { DecisionCosts } from './evaluation-plan.ts';

/** A figure with its interval, whose level and method stand with the whole it is part of. `value` null: not defined. */
export const Range = z.strictObject({
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
});
export type Range = z.infer<typeof Range>;

/** Predicted probability against observed share in one bin, with Wilson's interval. */
export const CalibrationBin = z.strictObject({
  lower: z.number(),
  upper: z.number(),
  rows: z.int(),
  meanScore: z.number(),
  observed: z.number(),
  observedLower: z.number(),
  observedUpper: z.number(),
});
export type CalibrationBin = z.infer<typeof CalibrationBin>;

/**
 * A reliability curve. `of`: `positive` (binary), `top-label` (multiclass: is the most probable class right as often as it
 * says?) or `class` with its `class`. `edges` states the bins, because both errors depend on them.
 */
export const ReliabilityCurve = z.strictObject({
  of: z.enum(['positive', 'top-label', 'class']),
  class: z.string().nullable(),
  edges: z.string(),
  bins: z.array(CalibrationBin),
  /** Σ(rows/all)·|meanScore − observed|. */
  expectedError: z.number(),
  maximumError: z.number(),
});
export type ReliabilityCurve = z.infer<typeof ReliabilityCurve>;

/**
 * Decisions at ascending thresholds, counted exactly: [threshold, true positives, false positives] where a row is positive
 * when its score is at least the threshold. ROC and precision–recall are both read from it; at most 200 points.
 */
export const DecisionCurve = z.strictObject({
  positives: z.int(),
  negatives: z.int(),
  points: z.array(z.tuple([z.number(), z.int(), z.int()])),
});
export type DecisionCurve = z.infer<typeof DecisionCurve>;

export const ThresholdRow = z.strictObject({
  threshold: z.number(),
  precision: Range,
  recall: Range,
  falsePositiveRate: Range,
  f1: Range,
  /** Share of rows that are decided positive. */
  selectionRate: Range,
  /** Expected cost per row; null where no costs are declared. */
  cost: Range.nullable(),
});
export type ThresholdRow = z.infer<typeof ThresholdRow>;

/** What each threshold would do. The best ones are suggestions on these rows, no decisions: the plan's stands. */
export const ThresholdTable = z.strictObject({
  level: z.number(),
  /** How the intervals of each column are made. */
  methods: z.record(z.string(), z.string()),
  costs: DecisionCosts.nullable(),
  rows: z.array(ThresholdRow),
  /** Over every score that occurs; null where it is not defined. */
  bestByF1: z.number().nullable(),
  bestByCost: z.number().nullable(),
});
export type ThresholdTable = z.infer<typeof ThresholdTable>;

/** Rows by what is true and what was decided: `rows[actual][decided]`, in the order of `classes`. */
export const ConfusionMatrix = z.strictObject({
  classes: z.array(z.string()),
  /** Of a binary task; null where the most probable class is decided. */
  threshold: z.number().nullable(),
  rows: z.array(z.array(z.int())),
  /** The champion's on the same rows. */
  champion: z.array(z.array(z.int())).nullable(),
});
export type ConfusionMatrix = z.infer<typeof ConfusionMatrix>;

/** Residuals (label − prediction) of a regression, for its plots. */
export const ResidualFigures = z.strictObject({
  mean: z.number(),
  deviation: z.number(),
  /** By prediction, in bins of equally many rows: the mean residual with its interval, and the middle 80 % of residuals. */
  byPrediction: z.array(
    z.strictObject({
      lower: z.number(),
      upper: z.number(),
      rows: z.int(),
      meanPrediction: z.number(),
      residual: Range,
      low: z.number(),
      high: z.number(),
    }),
  ),
  histogram: z.array(z.strictObject({ lower: z.number(), upper: z.number(), rows: z.int() })),
  /** [standard normal quantile, standardised residual]: on the diagonal where residuals are normal. */
  quantiles: z.array(z.tuple([z.number(), z.number()])),
});
export type ResidualFigures = z.infer<typeof ResidualFigures>;
