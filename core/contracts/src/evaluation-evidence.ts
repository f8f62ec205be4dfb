import { z } from 'zod';
import { LoadTest } from './load-test.ts';
import { Row } from './prediction.ts';

/**
 * How much worse the model becomes when one feature is shuffled among the rows of a sample: Breiman (2001), Fisher, Rudin
 * and Dominici (2019). Features that tell the same share their importance, and each may look unimportant.
 */
export const PermutationImportance = z.strictObject({
  /** The mean of this loss is compared. */
  loss: z.string(),
  /** Rows of the sample. */
  rows: z.int(),
  repeats: z.int(),
  /** Mean loss of the sample as it is. */
  baseline: z.number(),
  /** The most important first. */
  features: z.array(
    z.strictObject({
      feature: z.string(),
      /** Mean increase of the loss over the repeats. */
      increase: z.number(),
      /** Standard deviation of the increase over the repeats. */
      deviation: z.number(),
      lowest: z.number(),
      highest: z.number(),
    }),
  ),
  /** Features whose shuffled values the model had no answer to. */
  unmeasured: z.array(z.strictObject({ feature: z.string(), reason: z.string() })),
});
export type PermutationImportance = z.infer<typeof PermutationImportance>;

/** What the scores do when one feature of every sampled row is set to one value. */
export const RobustnessCase = z.strictObject({
  feature: z.string(),
  change: z.enum(['missing', 'below', 'above', 'unseen']),
  /** What the feature was set to. */
  value: z.union([z.string(), z.number(), z.null()]),
  /** Rows that were answered, and rows that were refused. */
  rows: z.int(),
  refused: z.int(),
  /** Why the first one was refused. */
  refusal: z.string().optional(),
  /** |changed − original| of the score, or of the class whose probability changes most; null when every row was refused. */
  meanChange: z.number().nullable(),
  p95Change: z.number().nullable(),
  /** Share of decisions that are other than before; null for a regression, and when every row was refused. */
  flipped: z.number().nullable(),
});
export type RobustnessCase = z.infer<typeof RobustnessCase>;

export const Robustness = z.strictObject({
  /** Rows of the sample. */
  rows: z.int(),
  /** `below` and `above` lie this many ranges (highest − lowest of the holdout) beyond the lowest and the highest value. */
  step: z.number(),
  cases: z.array(RobustnessCase),
  /** The largest share of decisions flipped by one case, and the largest mean change; null when no case has one. */
  maxFlipped: z.number().nullable(),
  maxChange: z.number().nullable(),
  /** Cases of which at least one row was refused. */
  refusedCases: z.int(),
});
export type Robustness = z.infer<typeof Robustness>;

const Answered = z.strictObject({
  score: z.number(),
  /** Null for a regression. */
  decision: z.string().nullable(),
  loss: z.number(),
});

/** One row of the holdout as the models saw it. */
export const EvaluatedRow = z.strictObject({
  /** Index in the holdout, from 0; `row` in the predictions file. */
  row: z.int(),
  label: z.union([z.string(), z.number()]),
  candidate: Answered,
  /** Null without a champion. */
  champion: Answered.nullable(),
  /** Features of both models and slice columns. */
  inputs: Row,
});
export type EvaluatedRow = z.infer<typeof EvaluatedRow>;

/**
 * Whether a real predictor answers rows over HTTP as the evaluator scored them. The predictor is a process of its own that
 * trusts a key made for this check alone.
 */
export const ServingCheck = z.strictObject({
  /** Rows sent: the warm-up samples one by one, then rows spread over the holdout in small batches. */
  rows: z.int(),
  /** Rows answered otherwise, or not answered; all of them when the predictor refused the model. */
  mismatches: z.int(),
  /** Largest |predictor − evaluator| of any score; null when nothing was answered. */
  maxDifference: z.number().nullable(),
  /** A score may differ by this much, relative above 1. */
  tolerance: z.number(),
  /** Why the predictor refused the model. */
  refusal: z.string().optional(),
  /** The first mismatches. */
  examples: z.array(
    z.strictObject({
      /** Index in the holdout. */
      row: z.int(),
      evaluator: z.array(z.number()),
      /** Null when it was not answered. */
      predictor: z.array(z.number()).nullable(),
      reason: z.string(),
    }),
  ),
});
export type ServingCheck = z.infer<typeof ServingCheck>;

/** What an evaluation says beside its metrics. Evaluations of before it was measured have none of it. */
export const EvaluationEvidence = z.strictObject({
  importance: PermutationImportance.optional(),
  robustness: Robustness.optional(),
  /** The champion's, of the same rows with the same values; absent without a champion. */
  championRobustness: Robustness.optional(),
  /** The rows with the largest loss of the candidate, the worst first. */
  worstRows: z.array(EvaluatedRow).optional(),
  /** The rows where candidate and champion differ most, the most different first; absent without a champion. */
  disagreements: z.array(EvaluatedRow).optional(),
  serving: ServingCheck.optional(),
  /** Present when the plan declares a load. */
  load: LoadTest.optional(),
});
export type EvaluationEvidence = z.infer<typeof EvaluationEvidence>;
