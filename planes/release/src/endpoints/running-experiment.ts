import { type Experiment, SlipwayError } from '@slipway/contracts';
import type { Kysely } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';

export interface RunningExperiment {
  readonly experiment: Experiment;
  /** Digest of the request that started it. */
  readonly request: string;
}

/** The running experiments of an endpoint, oldest first. */
export const runningExperiments = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
): Promise<RunningExperiment[]> => {
  const rows = await tables
    .selectFrom('experiment')
    .select(['document', 'request'])
    .where('endpoint', '=', endpoint)
    .where('state', '=', 'running')
    .orderBy('number')
    .execute();
  return rows.map(({ document, request }) => ({ experiment: document, request }));
};

/** Throws EXPERIMENT_RUNNING when an experiment runs that `matters`; default: any. */
export const refuseDuringExperiment = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  matters: (experiment: Experiment) => boolean = () => true,
): Promise<void> => {
  const running = await runningExperiments(tables, endpoint);
  const first = running.find(({ experiment }) => matters(experiment));
  if (first !== undefined) {
    throw new SlipwayError('EXPERIMENT_RUNNING', { endpoint, experiment: first.experiment.id });
  }
};
