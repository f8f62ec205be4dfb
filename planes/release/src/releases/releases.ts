import { type PageQuery, type Release, ReleaseStatement, SlipwayError } from '@slipway/contracts';
import { cursorOf, pageOf } from '../storage/page-of.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { releaseOf } from './release-row.ts';

/** Signed releases, to read. They are written by the decision that approves. */
export class Releases {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /** Newest first. */
  async list(
    query: PageQuery & { readonly model?: string | undefined },
  ): Promise<{ items: Release[]; next: string | null }> {
    const before = cursorOf(query);
    let rows = this.#store.tables.selectFrom('release').selectAll();
    if (query.model !== undefined) rows = rows.where('model', '=', query.model);
    if (before !== null) rows = rows.where('sequence', '<', before);
    const found = await rows
      .orderBy('sequence', 'desc')
      .limit(query.limit + 1)
      .execute();
    return pageOf(found, query.limit, ({ sequence }) => sequence, releaseOf);
  }

  /** The release with the statement inside its envelope. Throws NOT_FOUND. */
  async get(id: string): Promise<{ release: Release; statement: ReleaseStatement }> {
    const row = await this.#store.tables
      .selectFrom('release')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Release', name: id });
    const payload = Buffer.from(row.envelope.payload, 'base64').toString('utf8');
    return { release: releaseOf(row), statement: ReleaseStatement.parse(JSON.parse(payload)) };
  }
}
