import type { ModelSignature } from '@slipway/contracts';
import { mostProbable } from './multiclass-measures.ts';

/** What a model says of one row: the score that people read, and the class; null for a regression. */
export interface ScoreDecision {
  readonly score: number;
  readonly decision: string | null;
}

/**
 * Reads row `row` of scores as a contestant keeps them. Binary: the positive class's probability, and that class when it is
 * at least `threshold`. Multiclass: the highest probability and its class. Classes are the candidate's for both models.
 */
export const decisionAt = (
  { task, classes }: ModelSignature,
  scores: Float64Array,
  row: number,
  threshold: number,
): ScoreDecision => {
  if (task === 'regression') return { score: scores[row]!, decision: null };
  if (task === 'binary')
    return { score: scores[row]!, decision: classes[scores[row]! >= threshold ? 1 : 0]! };
  const best = mostProbable(scores, row, classes.length);
  return { score: scores[row * classes.length + best]!, decision: classes[best]! };
};

/**
 * How far two models differ on a row: the difference of the values or of the positive class's probabilities, the total
 * variation ½Σ|p − q| of several classes.
 */
export const disagreementAt = (a: Float64Array, b: Float64Array, row: number, width: number): number => {
  if (width === 1) return Math.abs(a[row]! - b[row]!);
  let sum = 0;
  for (let k = row * width; k < (row + 1) * width; k++) sum += Math.abs(a[k]! - b[k]!);
  return sum / 2;
};
