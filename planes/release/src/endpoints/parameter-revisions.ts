import type { ParameterRevision, ServingParameterValues } from '@slipway/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Change } from '../storage/change.ts';
import { iso } from '../storage/iso.ts';
import type { ParameterRevisionTable, ReleaseTables } from '../storage/tables.ts';

const revisionOf = ({ created_at, ...row }: Selectable<ParameterRevisionTable>): ParameterRevision => ({
  ...row,
  createdAt: iso(created_at),
});

/** All revisions of an endpoint, newest first; those from before it was closed and opened again are among them. */
export const listRevisions = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
): Promise<ParameterRevision[]> => {
  const rows = await tables
    .selectFrom('parameter_revision')
    .selectAll()
    .where('endpoint', '=', endpoint)
    .orderBy('revision', 'desc')
    .execute();
  return rows.map(revisionOf);
};

/** The revision in force; undefined before the first. */
export const latestRevision = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
): Promise<ParameterRevision | undefined> => {
  const row = await tables
    .selectFrom('parameter_revision')
    .selectAll()
    .where('endpoint', '=', endpoint)
    .orderBy('revision', 'desc')
    .executeTakeFirst();
  return row && revisionOf(row);
};

/** Writes the next revision, with who and why. The first is 0; a number is never used twice, not by a reopened endpoint either. */
export const appendRevision = async (
  change: Change,
  endpoint: string,
  values: ServingParameterValues,
  reason: string,
): Promise<ParameterRevision> => {
  const latest = await latestRevision(change.tables, endpoint);
  const row = await change.tables
    .insertInto('parameter_revision')
    .values({
      endpoint,
      revision: latest === undefined ? 0 : latest.revision + 1,
      values: JSON.stringify(values),
      by: change.by.subject,
      reason,
      created_at: change.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return revisionOf(row);
};
