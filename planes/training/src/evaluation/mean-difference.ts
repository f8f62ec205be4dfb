import { pairedTest } from '@slipway/statistics';
import { type Difference, differenceOf } from './estimate.ts';
import { mean, subtract } from './measures.ts';

/** Difference of a metric that is a mean over rows, by the paired t test of the rows' values (methods.md 3.4). */
export const meanDifference = (champion: Float64Array, candidate: Float64Array): Difference => {
  const differences = subtract(candidate, champion);
  return differenceOf(pairedTest(differences), mean(differences), 'paired-t');
};
