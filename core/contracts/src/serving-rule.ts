import { z } from 'zod';
import { Name, Scalar } from './identifier.ts';

/**
 * A condition or a value in CEL. What an expression can read:
 * `input.<feature>` (null when missing), `unit` (text or null), `attributes.<name>` (text: request headers `x-slipway-attribute-<name>`),
 * `endpoint`; in output rules also `score`, `scores`, `decision`, `variant`, `threshold`.
 */
export const Expression = z.string().min(1).max(2000);

/** An answer that no model gave. */
export const FixedAnswer = z.strictObject({
  score: z.number(),
  /** Class; null for regression. */
  decision: z.string().nullable().default(null),
});
export type FixedAnswer = z.infer<typeof FixedAnswer>;

const reject = z.strictObject({ do: z.literal('reject'), message: z.string().min(1).max(500) });
const answer = z.strictObject({ do: z.literal('answer'), ...FixedAnswer.shape });
const variant = z.strictObject({ do: z.literal('variant'), variant: Name });

/** Looked at before the assignment, in order. `adjust` goes on with the next rule; every other action ends the list. */
export const InputRule = z.strictObject({
  name: Name,
  when: Expression,
  action: z.discriminatedUnion('do', [
    reject,
    answer,
    variant,
    /** New values of features: an expression each. */
    z.strictObject({ do: z.literal('adjust'), set: z.record(z.string(), Expression) }),
  ]),
});
export type InputRule = z.infer<typeof InputRule>;

/** Looked at after the predictor answered and the threshold was applied, per row, in order. `adjust` goes on; every other action ends the list. */
export const OutputRule = z.strictObject({
  name: Name,
  when: Expression,
  action: z.discriminatedUnion('do', [
    reject,
    answer,
    variant,
    /** A new score, threshold or decision; a new score or threshold decides again unless `decision` is given. */
    z
      .strictObject({
        do: z.literal('adjust'),
        score: Expression.optional(),
        threshold: Expression.optional(),
        decision: Expression.optional(),
      })
      .refine(
        ({ score, threshold, decision }) => (score ?? threshold ?? decision) !== undefined,
        'adjust needs score, threshold or decision',
      ),
  ]),
});
export type OutputRule = z.infer<typeof OutputRule>;

/** The condition-based pattern: the first condition that is true decides the variant. */
export const VariantCondition = z.strictObject({ name: Name, when: Expression, variant: Name });
export type VariantCondition = z.infer<typeof VariantCondition>;

/** A value to test a rule with. */
export const Attributes = z.record(z.string(), Scalar);
