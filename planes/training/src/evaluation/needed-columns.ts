import type { EvaluationPlan, ModelSignature } from '@slipway/contracts';
import { impossible } from './impossible.ts';
import { groupColumns } from './plan-columns.ts';

/**
 * The columns of the holdout that an evaluation reads, without repetition. Throws EVALUATION_IMPOSSIBLE with every column
 * that is missing, and when the label is among the features: such a model has seen the answer.
 */
export const neededColumns = (
  plan: EvaluationPlan,
  models: readonly { readonly role: string; readonly signature: ModelSignature }[],
  available: readonly string[],
): string[] => {
  const needs = [
    { what: 'the label', column: plan.label },
    ...models.flatMap(({ role, signature }) =>
      signature.features.map(({ name }) => ({ what: `a feature of the ${role},`, column: name })),
    ),
    ...plan.slices.map(({ column }) => ({ what: 'the slice column', column })),
    ...groupColumns(plan),
  ];
  const absent = needs.filter(({ column }) => !available.includes(column));
  if (absent.length > 0) {
    const list = absent.map(({ what, column }) => `${what} "${column}"`).join(' and ');
    throw impossible(`the holdout does not have ${list}; its columns are ${available.join(', ')}`);
  }
  const seer = models.find(({ signature }) => signature.features.some(({ name }) => name === plan.label));
  if (seer !== undefined) throw impossible(`the label "${plan.label}" is a feature of the ${seer.role}`);
  return [...new Set(needs.map(({ column }) => column))];
};
