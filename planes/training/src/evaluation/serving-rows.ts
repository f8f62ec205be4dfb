import type { WarmUpSample } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import type { ServingRows } from './serving/serving-check.ts';
import { spreadIndexes, type WarmUpRow } from './warm-up-rows.ts';

/** Rows of the holdout, beside the warm-up samples, that a real predictor must answer as the evaluator did. */
const SERVED_ROWS = 500;

/** What is sent to a real predictor, with the evaluator's own scores. `samples` are those of `warmUpRows`, in their order. */
export const servingRows = async (
  candidate: Pick<Contestant, 'scoreAll'>,
  warmUpRows: readonly WarmUpRow[],
  samples: readonly WarmUpSample[],
  sample: readonly WarmUpRow[],
): Promise<ServingRows> => {
  const chosen = spreadIndexes(sample.length, SERVED_ROWS).map((at) => sample[at]!);
  const scores = await candidate.scoreAll(chosen.map(({ row }) => row));
  return {
    alone: samples.map(({ row, score }, at) => ({ index: warmUpRows[at]!.index, row, score })),
    together: chosen.map(({ index, row }, at) => ({ index, row, score: scores[at]! })),
  };
};
