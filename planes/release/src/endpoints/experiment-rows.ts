import { type Experiment, SlipwayError } from '@slipway/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';

/** Throws NOT_FOUND. */
export const findExperiment = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  id: string,
): Promise<Experiment> => {
  const row = await tables
    .selectFrom('experiment')
    .select('document')
    .where('endpoint', '=', endpoint)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Experiment', name: id });
  return row.document;
};

/** Newest first. */
export const listExperiments = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
): Promise<Experiment[]> => {
  const rows = await tables
    .selectFrom('experiment')
    .select('document')
    .where('endpoint', '=', endpoint)
    .orderBy('number', 'desc')
    .execute();
  return rows.map(({ document }) => document);
};

/** Writes an experiment that exists already. */
export const saveExperiment = async (
  tables: Transaction<ReleaseTables>,
  experiment: Experiment,
): Promise<void> => {
  await tables
    .updateTable('experiment')
    .set({ state: experiment.state, document: JSON.stringify(experiment) })
    .where('id', '=', experiment.id)
    .execute();
};
