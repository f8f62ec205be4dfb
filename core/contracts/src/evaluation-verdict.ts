import { z } from 'zod';
import { Verdict } from './criterion.ts';

/** "Not worse than the champion by more than the margin", one-sided at 5 %, in the metric's good direction. */
export const NonInferiority = z.strictObject({
  margin: z.number(),
  /** Bounds of the improvement: candidate − champion where more is better, else champion − candidate. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** One-sided p of "worse by the margin or more"; null without a test. */
  p: z.number().nullable(),
  method: z.string(),
  verdict: Verdict,
});
export type NonInferiority = z.infer<typeof NonInferiority>;

/** What the comparison as a whole comes to, and each reason for it. A person decides; this is what they should know. */
export const ComparisonVerdict = z.strictObject({
  verdict: Verdict,
  /** The metric that it rests on, with the margin in its units. */
  primary: z.string(),
  margin: z.number(),
  reasons: z.array(
    z.strictObject({
      of: z.enum(['primary', 'slices', 'calibration']),
      verdict: Verdict,
      message: z.string(),
    }),
  ),
});
export type ComparisonVerdict = z.infer<typeof ComparisonVerdict>;
