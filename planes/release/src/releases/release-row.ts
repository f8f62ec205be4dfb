import type { Release } from '@slipway/contracts';
import type { Selectable } from 'kysely';
import { iso } from '../storage/iso.ts';
import type { ReleaseTable } from '../storage/tables.ts';

/** A row as the contract tells it. */
export const releaseOf = (row: Selectable<ReleaseTable>): Release => ({
  id: row.id,
  model: row.model,
  version: row.version,
  endpoint: row.endpoint,
  artifact: row.artifact,
  review: row.review,
  sequence: row.sequence,
  envelope: row.envelope,
  state: row.state,
  createdAt: iso(row.created_at),
});
