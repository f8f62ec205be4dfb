import { type Alert, type Identity, SlipwayError } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { Kysely } from 'kysely';
import { alertOf } from '../storage/rows.ts';
import type { MonitoringTables } from '../storage/tables.ts';

/** Alerts that a list tells at most. */
const LISTED = 500;

/** What somebody must look at. */
export class Alerts {
  readonly #tables: Kysely<MonitoringTables>;
  readonly #clock: Clock;

  constructor(tables: Kysely<MonitoringTables>, clock: Clock) {
    this.#tables = tables;
    this.#clock = clock;
  }

  /** Newest first. */
  async list({
    endpoint,
    state,
  }: {
    readonly endpoint?: string | undefined;
    readonly state?: Alert['state'] | undefined;
  }): Promise<Alert[]> {
    const rows = await this.#tables
      .selectFrom('alert')
      .selectAll()
      .$if(endpoint !== undefined, (query) => query.where('endpoint', '=', endpoint!))
      .$if(state !== undefined, (query) => query.where('state', '=', state!))
      .orderBy('number', 'desc')
      .limit(LISTED)
      .execute();
    return rows.map(alertOf);
  }

  /**
   * The first acknowledgement stays; a resolved alert needs none and is returned as it is. That an experiment was stopped is over
   * once somebody knows it. Throws NOT_FOUND.
   */
  async acknowledge(by: Identity, id: string): Promise<Alert> {
    await this.#tables
      .updateTable('alert')
      .set({ state: 'resolved', acknowledged_by: by.name, resolved_at: timestamp(this.#clock) })
      .where('id', '=', id)
      .where('kind', '=', 'experiment')
      .where('state', '=', 'firing')
      .execute();
    await this.#tables
      .updateTable('alert')
      .set({ state: 'acknowledged', acknowledged_by: by.name })
      .where('id', '=', id)
      .where('state', '=', 'firing')
      .execute();
    const row = await this.#tables.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Alert', name: id });
    return alertOf(row);
  }
}
