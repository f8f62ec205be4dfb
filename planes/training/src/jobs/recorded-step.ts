import type { Assignment, ReproductionOrder } from '@slipway/contracts';
import type { TrainingTransaction } from './tables.ts';

/** What the worker of a step of a reproducing run is told of the recorded one; nothing of any other run. */
export const recordedStep = async (
  trx: TrainingTransaction,
  order: ReproductionOrder | null,
  step: string,
): Promise<Pick<Assignment, 'reproduces'>> => {
  if (order === null) return {};
  const recorded = await trx
    .selectFrom('training_step')
    .select('code_state')
    .where('run', '=', order.run)
    .where('name', '=', step)
    .executeTakeFirst();
  return { reproduces: { ...order, code: recorded?.code_state ?? null } };
};
