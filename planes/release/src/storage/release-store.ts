import type { Identity } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import type { Kysely } from 'kysely';
import { appendAudit } from '../audit/append-audit.ts';
import type { ChangeSignal } from '../following/change-signal.ts';
import { Change } from './change.ts';
import type { ReleaseTables } from './tables.ts';

/** The tables of this plane, and the one way to change them. */
export class ReleaseStore {
  /** For reads. Inside `change` use the tables of the change: on PGlite these would wait for it for ever. */
  readonly tables: Kysely<ReleaseTables>;
  readonly #clock: Clock;
  readonly #signal: ChangeSignal;

  constructor(database: Database, clock: Clock, signal: ChangeSignal) {
    this.tables = database.of<ReleaseTables>().withSchema('release');
    this.#clock = clock;
    this.#signal = signal;
  }

  /** All or nothing, with its audit entries; whoever waits for news is woken after the commit. */
  async change<T>(by: Identity, apply: (change: Change) => Promise<T>): Promise<T> {
    const result = await this.tables.transaction().execute(async (tables) => {
      const change = new Change(tables, by, timestamp(this.#clock));
      const applied = await apply(change);
      // Last, because it locks the head of the chain: every other change would wait for this one.
      await appendAudit(tables, change.records);
      return applied;
    });
    this.#signal.notify();
    return result;
  }
}
