import type { RunStep, StepOrigin, StepOutput } from '@slipway/contracts';
import type { TrainingTransaction } from './tables.ts';

/** What a step of another run left behind. */
export interface EarlierResult {
  readonly output: StepOutput;
  /** The step that ran, even when the one that was found had reused it too. */
  readonly origin: StepOrigin;
}

/** Points that a reusing run shows as its own: enough for charts and for the choice of a search. */
const METRICS_COPIED = 10_000;

/** Notes by what a running step is known again. */
export const noteInputs = async (
  trx: TrainingTransaction,
  { run, name }: { readonly run: string; readonly name: string },
  { key, code }: { readonly key: string | null; readonly code: string | null },
): Promise<void> => {
  await trx
    .updateTable('training_step')
    .set({ reuse_key: key, code_state: code })
    .where('run', '=', run)
    .where('name', '=', name)
    .execute();
};

/** The newest result of a step with this key; null when there is none. */
export const findEarlierResult = async (
  trx: TrainingTransaction,
  key: string,
): Promise<EarlierResult | null> => {
  const found = await trx
    .selectFrom('training_step')
    .select(['run', 'name', 'output', 'reused_from'])
    .where('reuse_key', '=', key)
    .where('state', '=', 'succeeded' satisfies RunStep['state'])
    .where('output', 'is not', null)
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!found?.output) return null;
  return { output: found.output, origin: found.reused_from ?? { run: found.run, step: found.name } };
};

/** A run shows the metrics of the steps that it reuses; the newest of them when there are very many. */
export const copyMetrics = async (trx: TrainingTransaction, from: StepOrigin, run: string): Promise<void> => {
  await trx
    .insertInto('training_metric')
    .columns(['run', 'run_step', 'key', 'value', 'step', 'at'])
    .expression((eb) =>
      eb
        .selectFrom(
          eb
            .selectFrom('training_metric')
            .select(['id', 'run_step', 'key', 'value', 'step', 'at'])
            .where('run', '=', from.run)
            .where('run_step', '=', from.step)
            .orderBy('id', 'desc')
            .limit(METRICS_COPIED)
            .as('earlier'),
        )
        .select((inner) => [inner.val(run).as('run'), 'run_step', 'key', 'value', 'step', 'at'])
        .orderBy('id'),
    )
    .execute();
};
