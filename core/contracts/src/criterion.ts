import { z } from 'zod';

/**
 * A release condition in CEL over the evidence. `pass` true: pass. `fail` true: fail. Neither: inconclusive.
 * Without `fail`, not passing is failing. An expression that reads what is not there (no champion yet) is inconclusive,
 * unless `whenAbsent` says otherwise.
 */
export const Criterion = z.strictObject({
  name: z.string().min(1).max(100),
  pass: z.string().min(1),
  fail: z.string().min(1).optional(),
  whenAbsent: z.enum(['inconclusive', 'pass', 'fail']).default('inconclusive'),
});
export type Criterion = z.infer<typeof Criterion>;

export const Verdict = z.enum(['pass', 'fail', 'inconclusive']);
export type Verdict = z.infer<typeof Verdict>;

export const CriterionResult = z.strictObject({
  name: z.string(),
  expression: z.string(),
  verdict: Verdict,
  /** Every path that the expression read, with its value: `eval.auc.lower` → 0.712. */
  values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  /** Why it is inconclusive; empty otherwise. */
  reason: z.string(),
});
export type CriterionResult = z.infer<typeof CriterionResult>;
