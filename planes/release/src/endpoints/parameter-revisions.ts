import { type ParameterRevision, type ServingParameterValues, SlipwayError } from '@slipway/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Change } from '../storage/change.ts';
import { iso } from '../storage/iso.ts';
import type { ParameterRevisionTable, ReleaseTables } from '../storage/tables.ts';
import { changedKeys } from './changed-keys.ts';

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

/** Throws NOT_FOUND for a number that the endpoint never had. */
export const findRevision = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  revision: number,
): Promise<ParameterRevision> => {
  const row = await tables
    .selectFrom('parameter_revision')
    .selectAll()
    .where('endpoint', '=', endpoint)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (row === undefined) {
    const name = `${endpoint} ${revision}`;
    throw new SlipwayError('NOT_FOUND', { what: 'Parameter revision', name }, { field: 'revision' });
  }
  return revisionOf(row);
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

/** A new revision with exactly these values, and its entry in the audit log. The caller publishes the routing. */
export const recordRevision = async (
  change: Change,
  endpoint: string,
  before: ServingParameterValues,
  after: ServingParameterValues,
  reason: string,
): Promise<ParameterRevision> => {
  const revision = await appendRevision(change, endpoint, after, reason);
  const keys = changedKeys(before, after) as (keyof ServingParameterValues)[];
  change.record('endpoint.parameters-changed', endpoint, {
    revision: revision.revision,
    changed: Object.fromEntries(keys.filter((key) => key in after).map((key) => [key, after[key]])),
    ...(keys.some((key) => !(key in after)) ? { unset: keys.filter((key) => !(key in after)) } : {}),
    reason,
  });
  return revision;
};
