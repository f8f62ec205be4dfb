import type { WarmUpSample } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import { impossible } from './impossible.ts';
import type { WarmUpRow } from './warm-up-rows.ts';

/**
 * Scores each row alone, as a predictor does when it warms up. Throws EVALUATION_IMPOSSIBLE when the model answers a row
 * otherwise alone than among others: the predictor joins the rows of several requests, so nothing that was measured
 * would hold for such a model.
 */
export const warmUpSamples = async (
  candidate: Contestant,
  rows: readonly WarmUpRow[],
): Promise<WarmUpSample[]> => {
  const samples: WarmUpSample[] = [];
  for (const { index, row } of rows) {
    const score = await candidate.scoreAlone(row, index);
    if (!candidate.agrees(score, index))
      throw impossible(`the candidate answers row ${index} otherwise alone than in a batch`);
    samples.push({ row, score });
  }
  return samples;
};
