import type { Endpoint, Identity } from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
import { publishClosing, publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import type { Change } from '../storage/change.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { findEndpoint } from './find-endpoint.ts';
import { appendRevision } from './parameter-revisions.ts';
import { refuseDuringExperiment } from './running-experiment.ts';

/** The stable names that clients call. */
export class Endpoints {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /** Opens an endpoint, or changes where its unit key is found. Throws EXPERIMENT_RUNNING: another unit would move everybody. */
  put(by: Identity, name: string, { unit }: Pick<Endpoint, 'unit'>): Promise<Endpoint> {
    return this.#store.change(by, async (change) => {
      await lockRouting(change.tables);
      const existing = await change.tables
        .selectFrom('endpoint')
        .select('unit')
        .where('name', '=', name)
        .executeTakeFirst();
      if (existing === undefined) await openEndpoint(change, name, unit);
      else if (canonicalJson(existing.unit) !== canonicalJson(unit)) await changeUnit(change, name, unit);
      return publishRouting(change, name);
    });
  }

  /** Throws ENDPOINT_UNKNOWN, EXPERIMENT_RUNNING. Its history and its parameter revisions stay. */
  close(by: Identity, name: string): Promise<void> {
    return this.#store.change(by, async (change) => {
      await lockRouting(change.tables);
      await findEndpoint(change.tables, name);
      await refuseDuringExperiment(change.tables, name);
      await publishClosing(change, name);
      await change.tables.deleteFrom('endpoint').where('name', '=', name).execute();
      change.record('endpoint.closed', name);
    });
  }

  async list(): Promise<Endpoint[]> {
    const rows = await this.#store.tables.selectFrom('endpoint').select('view').orderBy('name').execute();
    return rows.flatMap(({ view }) => (view === null ? [] : [view]));
  }

  /** Throws ENDPOINT_UNKNOWN. */
  async get(name: string): Promise<Endpoint> {
    const { view } = await findEndpoint(this.#store.tables, name);
    // Written in the transaction that opens the endpoint, so nobody else ever sees it null.
    return view!;
  }
}

const openEndpoint = async (change: Change, name: string, unit: Endpoint['unit']): Promise<void> => {
  await change.tables
    .insertInto('endpoint')
    .values({ name, unit: unit && JSON.stringify(unit), view: null, created_at: change.at })
    .execute();
  await appendRevision(change, name, {}, 'the endpoint was opened');
  change.record('endpoint.opened', name, { unit });
};

const changeUnit = async (change: Change, name: string, unit: Endpoint['unit']): Promise<void> => {
  await refuseDuringExperiment(change.tables, name);
  await change.tables
    .updateTable('endpoint')
    .set({ unit: unit && JSON.stringify(unit) })
    .where('name', '=', name)
    .execute();
  change.record('endpoint.changed', name, { unit });
};
