import type { AuditEntry, AuditVerification, PageQuery } from '@slipway/contracts';
import type { z } from 'zod';
import { cursorOf, pageOf } from '../storage/page-of.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { type ChainEnd, EMPTY_CHAIN, firstBreak } from './audit-chain.ts';

/** Entries are checked in portions of this size, so that a long log does not fill the memory. */
const PORTION = 1000;

/** The append-only record of who changed what. */
export class AuditLog {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /** Newest first. */
  async list(
    query: PageQuery & { readonly subject?: string | undefined; readonly action?: string | undefined },
  ): Promise<{ items: AuditEntry[]; next: string | null }> {
    const before = cursorOf(query);
    let rows = this.#store.tables.selectFrom('audit_entry').selectAll();
    if (query.subject !== undefined) rows = rows.where('subject', '=', query.subject);
    if (query.action !== undefined) rows = rows.where('action', '=', query.action);
    if (before !== null) rows = rows.where('sequence', '<', before);
    const found = await rows
      .orderBy('sequence', 'desc')
      .limit(query.limit + 1)
      .execute();
    return pageOf(
      found,
      query.limit,
      ({ sequence }) => sequence,
      (row) => row,
    );
  }

  /** Checks every entry, and that the log ends where it is recorded to end: a removed or an added last entry is a break too. */
  async verify(): Promise<z.infer<typeof AuditVerification>> {
    // Read first: entries that are appended meanwhile come after this end and are left for the next time.
    const head = await this.#store.tables
      .selectFrom('audit_head')
      .select((eb) => [
        'sequence',
        'hash',
        eb
          .selectFrom('audit_entry')
          .select(({ fn }) => fn.max('audit_entry.sequence').as('last'))
          .as('written'),
      ])
      .executeTakeFirst();
    const end = head ?? EMPTY_CHAIN;
    let last: ChainEnd = EMPTY_CHAIN;
    for (;;) {
      const entries = await this.#store.tables
        .selectFrom('audit_entry')
        .selectAll()
        .where('sequence', '>', last.sequence)
        .where('sequence', '<=', end.sequence)
        .orderBy('sequence')
        .limit(PORTION)
        .execute();
      const brokenAt = firstBreak(last, entries);
      if (brokenAt !== null) return { entries: brokenAt - 1, intact: false, brokenAt };
      last = entries.at(-1) ?? last;
      if (entries.length < PORTION) break;
    }
    const reached = last.sequence === end.sequence && last.hash === end.hash;
    const intact = head !== undefined && reached && (head.written ?? 0) === end.sequence;
    return { entries: last.sequence, intact, brokenAt: intact ? null : last.sequence + 1 };
  }
}
