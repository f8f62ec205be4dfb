import type { AnsweredCall } from '../data-plane/prediction-call.ts';

const NOTHING: readonly string[] = [];

/** Names of the rules that fired on any row, in the order of the rows. */
export const rulesOf = ({ answers }: AnsweredCall): readonly string[] => {
  if (answers.length === 1) return answers[0]!.rules;
  return answers.some(({ rules }) => rules.length > 0)
    ? [...new Set(answers.flatMap(({ rules }) => rules))]
    : NOTHING;
};

/** Who answered in place of an assigned variant on any row; null: nobody had to. */
export const fallbackOf = ({ answers }: AnsweredCall): 'variant' | 'answer' | null =>
  answers.find(({ fallback }) => fallback !== null)?.fallback ?? null;
