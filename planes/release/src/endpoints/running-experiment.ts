import { type Experiment, SlipwayError } from '@slipway/contracts';
import type { Transaction } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';

/** The running experiment of an endpoint with the digest of its request; null when there is none. */
export const runningExperiment = async (
  tables: Transaction<ReleaseTables>,
  endpoint: string,
): Promise<{ readonly experiment: Experiment; readonly request: string } | null> => {
  const row = await tables
    .selectFrom('experiment')
    .select(['document', 'request'])
    .where('endpoint', '=', endpoint)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return row === undefined ? null : { experiment: row.document, request: row.request };
};

/** Throws EXPERIMENT_RUNNING when an experiment runs that `matters`; default: any. */
export const refuseDuringExperiment = async (
  tables: Transaction<ReleaseTables>,
  endpoint: string,
  matters: (experiment: Experiment) => boolean = () => true,
): Promise<void> => {
  const running = await runningExperiment(tables, endpoint);
  if (running !== null && matters(running.experiment)) {
    throw new SlipwayError('EXPERIMENT_RUNNING', { endpoint, experiment: running.experiment.id });
  }
};
