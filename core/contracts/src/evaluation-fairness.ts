import { z } from 'zod';
import { Range } from './evaluation-figures.ts';

/** One rate of one group; null where it has no denominator (no positives, nothing selected). */
const GroupRates = z.record(z.string(), Range.nullable());

/**
 * How far the groups of a column lie apart in one rate. The interval holds with the level for all pairs together
 * (Bonferroni), so that picking the extremes afterwards does not flatter it.
 */
export const FairnessGap = z.strictObject({
  /** The largest distance between two groups, or of a group from the reference. */
  difference: Range,
  /** The smallest share of one group's rate in another's; null where it has no meaning. Below 0.8 breaks the "four fifths" rule. */
  ratio: Range.nullable(),
  lowest: z.string(),
  highest: z.string(),
  pairs: z.int(),
  method: z.string(),
  /** Groups without this rate, or with too few rows. */
  excluded: z.array(z.string()),
});
export type FairnessGap = z.infer<typeof FairnessGap>;

/**
 * Groups of one declared column, side by side. Rates of a binary task: selectionRate, truePositiveRate, falsePositiveRate,
 * precision, calibration (mean score − share of positives); multiclass: accuracy; regression: error (mean prediction − label)
 * and absoluteError.
 */
export const FairnessResult = z.strictObject({
  column: z.string(),
  reference: z.string().nullable(),
  level: z.number(),
  groups: z.array(
    z.strictObject({
      group: z.string(),
      rows: z.int(),
      positives: z.int(),
      /** Below 50 rows a group says nothing, and is never a pass. */
      status: z.enum(['ok', 'insufficient']),
      rates: GroupRates,
    }),
  ),
  /** Groups beyond the largest ones, which are not compared; absent when there are none. */
  leftOut: z.int().min(1).optional(),
  /** By rate; a rate that fewer than two groups have is not there. */
  gaps: z.record(z.string(), FairnessGap),
});
export type FairnessResult = z.infer<typeof FairnessResult>;
