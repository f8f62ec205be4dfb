import {
  type Identity,
  type Model,
  type ModelVersion,
  SlipwayError,
  type VersionRegistration,
} from '@slipway/contracts';
import type { Kysely } from 'kysely';
import { iso } from '../storage/iso.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';

/** A version by its number; `lock` lets nobody else have it with a lock until the transaction ends. Throws NOT_FOUND. */
export const findVersion = async (
  tables: Kysely<ReleaseTables>,
  model: string,
  version: number,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<ModelVersion> => {
  const row = await tables
    .selectFrom('model_version')
    .select('document')
    .where('model', '=', model)
    .where('version', '=', version)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined)
    throw new SlipwayError('NOT_FOUND', { what: 'Version', name: `${model} ${version}` });
  return row.document;
};

/** Models and their immutable versions. */
export class ModelRegistry {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /** Gives a run's model its number, from 1 and never twice; the same run again gets the same version back. */
  register(by: Identity, model: string, registration: VersionRegistration): Promise<ModelVersion> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await tables
        .insertInto('model')
        .values({ name: model, latest_version: 0, created_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const { latest_version } = await tables
        .selectFrom('model')
        .select('latest_version')
        .where('name', '=', model)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const { run } = registration.lineage;
      const existing = await tables
        .selectFrom('model_version')
        .select('document')
        .where('model', '=', model)
        .where('run', '=', run)
        .executeTakeFirst();
      if (existing !== undefined) return existing.document;

      const version = latest_version + 1;
      const document: ModelVersion = { ...registration, model, version, createdAt: at };
      await tables.updateTable('model').set({ latest_version: version }).where('name', '=', model).execute();
      await tables
        .insertInto('model_version')
        .values({ model, version, run, document: JSON.stringify(document), created_at: at })
        .execute();
      change.record('version.registered', `${model}-${version}`, { run, artifact: registration.artifact });
      return document;
    });
  }

  async models(): Promise<Model[]> {
    const rows = await this.#store.tables.selectFrom('model').selectAll().orderBy('name').execute();
    return rows.map(({ name, latest_version, created_at }) => ({
      name,
      createdAt: iso(created_at),
      latestVersion: latest_version,
    }));
  }

  /** Newest first; empty for a model that does not exist. */
  async versions(model: string): Promise<ModelVersion[]> {
    const rows = await this.#store.tables
      .selectFrom('model_version')
      .select('document')
      .where('model', '=', model)
      .orderBy('version', 'desc')
      .execute();
    return rows.map(({ document }) => document);
  }

  version(model: string, version: number): Promise<ModelVersion> {
    return findVersion(this.#store.tables, model, version);
  }
}
