import type { Review } from '@slipway/contracts';
import type { Selectable } from 'kysely';
import { iso } from '../storage/iso.ts';
import type { ReviewTable } from '../storage/tables.ts';

/** A review as the contracts write it. */
export const reviewOf = (row: Selectable<ReviewTable>): Review => ({
  id: row.id,
  model: row.model,
  version: row.version,
  endpoint: row.endpoint,
  state: row.state,
  author: row.author,
  evidence: row.evidence,
  evidenceDigest: row.evidence_digest,
  decisions: row.decisions,
  release: row.release,
  openedAt: iso(row.opened_at),
  closedAt: row.closed_at && iso(row.closed_at),
});
