import type { ModelSignature } from '@slipway/contracts';
import { impossible } from './impossible.ts';

/**
 * Which of a model's scores the measures take, in their order: the positive class of a binary task, every class of a
 * multiclass one, the one value of a regression. `model` may be the champion: its classes are brought into the order of
 * `reference`, the candidate. Throws EVALUATION_IMPOSSIBLE when task or classes of the two differ.
 */
export const classOrder = (reference: ModelSignature, model: ModelSignature): number[] => {
  if (model.task !== reference.task)
    throw impossible(`the candidate's task is ${reference.task}, and the champion's ${model.task}`);
  if (reference.task === 'regression') return [0];
  const wanted = reference.task === 'binary' ? reference.classes.slice(1) : reference.classes;
  const order = wanted.map((name) => model.classes.indexOf(name));
  if (model.classes.length !== reference.classes.length || order.includes(-1)) {
    const [ours, theirs] = [reference.classes, model.classes].map((names) => names.join(', '));
    throw impossible(`the candidate's classes are ${ours}, and the champion's ${theirs}`);
  }
  return order;
};
