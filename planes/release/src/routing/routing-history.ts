import { type RoutingHistoryEntry, SlipwayError } from '@slipway/contracts';
import { iso } from '../storage/iso.ts';
import type { ReleaseStore } from '../storage/release-store.ts';

/** Without a time, this many of the latest entries are told. */
const LATEST = 500;

/** What was in production, and when: every routing that was ever published. */
export class RoutingHistory {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * With `at`: the routing in force at that time; empty when the endpoint was not open then. Without: the latest ones, newest first.
   * Throws ENDPOINT_UNKNOWN for an endpoint that never was.
   */
  async at(endpoint: string, at?: string): Promise<RoutingHistoryEntry[]> {
    const entries = this.#store.tables
      .selectFrom('routing_history')
      .select(['at', 'view'])
      .where('endpoint', '=', endpoint)
      .orderBy('revision', 'desc');
    const rows =
      at === undefined
        ? await entries.limit(LATEST).execute()
        : await entries.where('at', '<=', new Date(at)).limit(1).execute();
    if (rows.length === 0 && !(await this.#ever(endpoint))) {
      throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint });
    }
    return rows.flatMap((row) => (row.view === null ? [] : [{ at: iso(row.at), routing: row.view }]));
  }

  async #ever(endpoint: string): Promise<boolean> {
    const row = await this.#store.tables
      .selectFrom('routing_history')
      .select('revision')
      .where('endpoint', '=', endpoint)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
