import { z } from 'zod';
import { evaluationPlanProblems } from './evaluation-plan-problems.ts';
import { HoldoutSource } from './extraction.ts';
import { LoadTestPlan } from './load-test.ts';

/** A slice of the evaluation: one per value of a column (`top` most frequent), or bands of a numeric column. */
export const SliceDeclaration = z.strictObject({
  column: z.string().min(1),
  top: z.int().min(1).max(100).default(20),
  /** Lower edges of numeric bands: [0, 6, 12, 18] gives [0,6), [6,12), [12,18), [18,∞). Absent: by value. */
  bands: z.array(z.number()).optional(),
});
export type SliceDeclaration = z.infer<typeof SliceDeclaration>;

/** What one row costs, in the unit of the business, by how the decision at the threshold turns out; negative is a gain. */
export const DecisionCosts = z.strictObject({
  falsePositive: z.number(),
  falseNegative: z.number(),
  truePositive: z.number().default(0),
  trueNegative: z.number().default(0),
});
export type DecisionCosts = z.infer<typeof DecisionCosts>;

/** Columns of the holdout whose groups must be treated alike. `reference`: compare with that group, else the extremes. */
export const FairnessPlan = z.strictObject({
  groups: z.array(z.string().min(1)).min(1).max(10),
  reference: z.record(z.string(), z.string()).optional(),
});
export type FairnessPlan = z.infer<typeof FairnessPlan>;

/** Rows compete within a group (a query, a session); the label is the relevance, 0 for none. `at`: cut-off of NDCG@k. */
export const RankingPlan = z.strictObject({
  group: z.string().min(1),
  at: z.int().min(1).max(1000).default(10),
});
export type RankingPlan = z.infer<typeof RankingPlan>;

/** What the platform evaluates; the training steps never see the holdout. */
export const EvaluationPlan = z
  .strictObject({
    /** Its rows hold the features of the signature, the label, and the slice columns. */
    holdout: HoldoutSource,
    label: z.string().min(1),
    threshold: z.number().min(0).max(1).default(0.5),
    slices: z.array(SliceDeclaration).default([]),
    /** Slices of two declared columns together: true for every pair of `slices`, or the pairs by column name. */
    pairs: z
      .union([z.boolean(), z.array(z.tuple([z.string().min(1), z.string().min(1)])).max(50)])
      .optional(),
    costs: DecisionCosts.optional(),
    fairness: FairnessPlan.optional(),
    /** Present: the score ranks rows within groups, and NDCG, MAP and MRR are measured beside the task's metrics. */
    ranking: RankingPlan.optional(),
    /** By metric: how much worse than the champion the candidate may be, in units of the metric, and still pass. */
    margins: z.record(z.string(), z.number().min(0)).optional(),
    /** The metric that the verdict of the comparison rests on. Absent: ndcg with `ranking`, else auc, or rmse of a regression. */
    primary: z.string().min(1).optional(),
    /** Present: the candidate is put under this load in a real predictor. */
    load: LoadTestPlan.optional(),
  })
  .superRefine((plan, context) => {
    for (const problem of evaluationPlanProblems(plan)) context.addIssue({ code: 'custom', ...problem });
  });
export type EvaluationPlan = z.infer<typeof EvaluationPlan>;
