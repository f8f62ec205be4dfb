import { SlipwayError } from '@slipway/contracts';
import { scoresOf, type Tensor } from '@slipway/inference/rows';
import type { ServedVariant } from '../routing/served-route.ts';

/** The predictor broke its contract, or the model gives no number for a row of this request, named as the client counts. */
const faultOf = (
  thrown: unknown,
  { name, signature }: ServedVariant,
  indices: readonly number[],
): SlipwayError => {
  const error = SlipwayError.from(thrown);
  const row = error.code === 'TENSOR_VALUE' ? /^rows\[(\d+)\]$/.exec(error.field ?? '')?.[1] : undefined;
  if (row === undefined)
    return new SlipwayError('PREDICTOR_FAILED', { variant: name, reason: error.message }, { cause: thrown });
  const index = indices[Number(row)];
  const values = { tensor: signature.score, index, reason: 'the model gives no finite number for this row' };
  return new SlipwayError('TENSOR_VALUE', values, { field: `rows[${index}]`, cause: thrown });
};

/**
 * The scores of the rows that a variant answered. Throws PREDICTOR_FAILED when the outputs do not fit, TENSOR_VALUE with the row
 * as field when the model answers NaN or infinity for it.
 * @param indices of the rows in the request
 */
export const readScores = (
  variant: ServedVariant,
  outputs: readonly Tensor[],
  indices: readonly number[],
): number[][] => {
  let scores: number[][];
  try {
    scores = scoresOf(variant.signature, outputs);
  } catch (thrown) {
    throw faultOf(thrown, variant, indices);
  }
  if (scores.length === indices.length) return scores;
  const reason = `it answers ${scores.length} rows for ${indices.length}`;
  throw new SlipwayError('PREDICTOR_FAILED', { variant: variant.name, reason });
};
