import type { FixedAnswer } from '@slipway/contracts';
import type { ServedVariant } from '../routing/served-route.ts';
import { fixedScores } from './fixed-scores.ts';
import type { RowAnswer } from './prediction-call.ts';

/** An answer that a rule or a fallback gives, in place of a variant. */
export const fixedAnswer = (
  answer: FixedAnswer,
  {
    variant,
    rules,
    fallback = null,
  }: {
    readonly variant: ServedVariant;
    readonly rules: readonly string[];
    readonly fallback?: 'answer' | null;
  },
): RowAnswer => ({
  variant,
  score: answer.score,
  scores: fixedScores(variant.signature, answer),
  decision: answer.decision,
  threshold: null,
  rules,
  shadowOf: null,
  status: 200,
  error: null,
  fallback,
  cached: false,
  overruled: true,
  predictorMs: null,
  queueMs: null,
  inferenceMs: null,
});
