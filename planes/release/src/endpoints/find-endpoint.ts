import { SlipwayError } from '@slipway/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { EndpointTable, ReleaseTables } from '../storage/tables.ts';

/** An open endpoint. Throws ENDPOINT_UNKNOWN. */
export const findEndpoint = async (
  tables: Kysely<ReleaseTables>,
  name: string,
): Promise<Selectable<EndpointTable>> => {
  const row = await tables.selectFrom('endpoint').selectAll().where('name', '=', name).executeTakeFirst();
  if (row === undefined) throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint: name });
  return row;
};
