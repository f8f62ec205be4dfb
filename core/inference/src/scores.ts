import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import type { Tensor } from './tensor.ts';

/** What a row was answered: `score` is the positive class's probability, the highest one, or the regression value. */
export interface RowDecision {
  readonly score: number;
  /** A class label; null for regression. */
  readonly decision: string | null;
}

/**
 * Scores per row from the output tensors: probabilities in the order of the classes (a binary model that gives one number p
 * is [1 - p, p]), or the one regression value. Throws MODEL_INVALID when the score tensor is missing or has another shape,
 * TENSOR_VALUE with the row as field when the model answers NaN or infinity for it.
 */
export const scoresOf = (signature: ModelSignature, outputs: readonly Tensor[]): number[][] => {
  const tensor = outputs.find(({ name }) => name === signature.score);
  if (tensor === undefined || typeof tensor.data[0] === 'string')
    throw new SlipwayError('MODEL_INVALID', { reason: `there is no number in output "${signature.score}"` });
  const rows = tensor.shape[0] ?? 1;
  const width = tensor.data.length / rows;
  const wanted = signature.task === 'regression' ? 1 : signature.classes.length;
  const single = width === 1 && signature.task === 'binary';
  if (width !== wanted && !single) {
    throw new SlipwayError('MODEL_INVALID', {
      reason: `output "${signature.score}" has ${width} numbers per row, but ${wanted} are needed`,
    });
  }
  const data = tensor.data as ArrayLike<number | bigint>;
  const scores = new Array<number[]>(rows);
  for (let row = 0; row < rows; row++) {
    const values = new Array<number>(width);
    for (let column = 0; column < width; column++) {
      const value = Number(data[row * width + column]);
      if (!Number.isFinite(value)) refuse(tensor.name, row, value);
      values[column] = value;
    }
    scores[row] = single ? [1 - values[0]!, values[0]!] : values;
  }
  return scores;
};

const refuse = (tensor: string, row: number, value: number): never => {
  throw new SlipwayError(
    'TENSOR_VALUE',
    { tensor, index: row, reason: `the model answers ${value} for this row` },
    { field: `rows[${row}]` },
  );
};

/**
 * The decision on one row of `scoresOf`. Binary: `classes[1]` when its probability is at least `threshold`. Multiclass: the
 * most probable class, the first one of equals; the threshold plays no part.
 */
export const decide = (
  signature: ModelSignature,
  scores: readonly number[],
  threshold: number,
): RowDecision => {
  const { task, classes } = signature;
  if (task === 'regression') return { score: scores[0]!, decision: null };
  if (task === 'binary') return { score: scores[1]!, decision: classes[scores[1]! >= threshold ? 1 : 0]! };
  let best = 0;
  for (let index = 1; index < scores.length; index++) if (scores[index]! > scores[best]!) best = index;
  return { score: scores[best]!, decision: classes[best]! };
};
