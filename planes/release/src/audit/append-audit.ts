import type { Transaction } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';
import { type AuditRecord, chain } from './audit-chain.ts';

/** Appends to the chain inside the transaction of the change itself; the lock on the head keeps the chain from forking. */
export const appendAudit = async (
  tables: Transaction<ReleaseTables>,
  records: readonly AuditRecord[],
): Promise<void> => {
  if (records.length === 0) return;
  const head = await tables
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('id', '=', 1)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const entries = chain(head, records);
  await tables
    .insertInto('audit_entry')
    .values(entries.map((entry) => ({ ...entry, details: JSON.stringify(entry.details) })))
    .execute();
  const { sequence, hash } = entries[entries.length - 1]!;
  await tables.updateTable('audit_head').set({ sequence, hash }).where('id', '=', 1).execute();
};
