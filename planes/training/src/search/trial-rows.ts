import type { TrainingTransaction } from '../jobs/tables.ts';
import type { TrialFact } from './search-decision.ts';

/** Plans trials of a search, each with the key of its run; those that are planned already stay as they are. */
export const insertTrials = async (
  trx: TrainingTransaction,
  search: string,
  trials: readonly Pick<TrialFact, 'rung' | 'number' | 'parameters'>[],
): Promise<void> => {
  await trx
    .insertInto('training_trial')
    .values(
      trials.map(({ rung, number, parameters }) => ({
        search,
        rung,
        number,
        parameters: JSON.stringify(parameters),
        run_key: `${search}/${rung}/${number}`,
      })),
    )
    .onConflict((conflict) => conflict.columns(['search', 'rung', 'number']).doNothing())
    .execute();
};
