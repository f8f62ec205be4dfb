import type { Identity } from '@slipway/contracts';
import type { Transaction } from 'kysely';
import type { AuditRecord } from '../audit/audit-chain.ts';
import type { ReleaseTables } from './tables.ts';

/** One transaction that changes something, by someone, at one time. Its audit entries are written at its end. */
export class Change {
  readonly tables: Transaction<ReleaseTables>;
  readonly by: Identity;
  /** ISO 8601; the same for everything that the change writes. */
  readonly at: string;
  readonly #records: AuditRecord[] = [];

  constructor(tables: Transaction<ReleaseTables>, by: Identity, at: string) {
    this.tables = tables;
    this.by = by;
    this.at = at;
  }

  /** Puts an entry into the audit log, should the transaction succeed. */
  record(action: string, subject: string, details: Record<string, unknown> = {}): void {
    const { at, by } = this;
    this.#records.push({ at, actor: by.subject, role: by.role, action, subject, details });
  }

  get records(): readonly AuditRecord[] {
    return this.#records;
  }
}
