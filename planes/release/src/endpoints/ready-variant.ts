import { SlipwayError } from '@slipway/contracts';
import type { Transaction } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';

/** Throws DEPLOYMENT_NOT_READY unless a predictor of the deployment is ready: traffic moves to ready capacity only. */
export const assertReady = async (tables: Transaction<ReleaseTables>, deployment: string): Promise<void> => {
  const ready = await tables
    .selectFrom('predictor')
    .select('id')
    .where('deployment', '=', deployment)
    .where('state', '=', 'ready')
    .limit(1)
    .executeTakeFirst();
  if (ready === undefined) throw new SlipwayError('DEPLOYMENT_NOT_READY', { deployment });
};

/** Throws VARIANT_UNKNOWN for a name that the endpoint does not have, DEPLOYMENT_NOT_READY for one that cannot answer. */
export const assertReadyVariant = async (
  tables: Transaction<ReleaseTables>,
  endpoint: string,
  variant: string,
  field: string,
): Promise<void> => {
  const row = await tables
    .selectFrom('variant')
    .select('deployment')
    .where('endpoint', '=', endpoint)
    .where('name', '=', variant)
    .executeTakeFirst();
  if (row === undefined) throw new SlipwayError('VARIANT_UNKNOWN', { endpoint, variant }, { field });
  await assertReady(tables, row.deployment);
};
