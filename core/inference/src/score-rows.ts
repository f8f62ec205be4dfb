import type { ModelSignature, Row } from '@slipway/contracts';
import { rowsToTensors } from './rows-to-tensors.ts';
import { scoresOf } from './scores.ts';
import type { Tensor } from './tensor.ts';

/** Rows of one run. Fewer waste calls; more hold memory: a tree model may look up kilobytes for each row. */
const CHUNK_ROWS = 512;

/** Scores of each row as `scoresOf` gives them, by `run` in chunks. Throws as `rowsToTensors`, `scoresOf` and `run`. */
export const scoreRows = async (
  signature: ModelSignature,
  rows: readonly Row[],
  run: (tensors: readonly Tensor[], outputs: readonly string[]) => Promise<readonly Tensor[]>,
): Promise<number[][]> => {
  const scores: number[][] = [];
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const tensors = rowsToTensors(signature, rows.slice(start, start + CHUNK_ROWS));
    for (const row of scoresOf(signature, await run(tensors, [signature.score]))) scores.push(row);
  }
  return scores;
};

/** Whether rows of several requests may be joined in one run: every first dimension is the batch. */
export const isBatchable = ({ inputs, outputs }: ModelSignature): boolean =>
  [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
