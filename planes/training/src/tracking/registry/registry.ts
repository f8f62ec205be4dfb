import { SlipwayError } from '@slipway/contracts';
import type { Clock } from '@slipway/platform';
import { type RawBuilder, sql } from 'kysely';
import { invalidField, missing } from '../door/error-answer.ts';
import type { Comparison } from '../search/filter.ts';
import type { OrderTerm } from '../search/order-by.ts';
import type { TrackingDatabase } from '../storage/tables.ts';
import { type KeyValue, keyValueRows, lastOfEach } from '../storage/value-rows.ts';
import { type ModelRow, selectModels, selectVersions, type VersionRow } from './registry-rows.ts';
import {
  registeredModelConditions,
  registeredModelOrder,
  versionConditions,
  versionOrder,
} from './registry-search.ts';

export interface RegistrySearch {
  readonly comparisons: readonly Comparison[];
  readonly order: readonly OrderTerm[];
  readonly limit: number;
  readonly offset: number;
}

/** What is known of a version when it gets its number. */
export interface VersionCreation {
  readonly source: string;
  readonly artifactUri: string;
  readonly runId: string | null;
  readonly runLink: string | null;
  readonly modelId: string | null;
  readonly description: string | null;
  readonly user: string;
  readonly tags: readonly KeyValue[];
  readonly statusMessage: string;
  readonly slipwayVersion: number | null;
  readonly slipwayRun: string | null;
}

const WORDS_OF_MODELS = /^(latest|v\d+)$/i;
/** Of the column; beyond it the database would not compare, but fail. */
const MOST_VERSION = 2 ** 31 - 1;
const ALIAS = /^[\w-]{1,255}$/;

/** Registered models, their versions and aliases, as MLflow's clients know them. None of it releases anything. */
export class Registry {
  readonly #db: TrackingDatabase;
  readonly #clock: Clock;

  constructor(db: TrackingDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** A name that was deleted goes on with its numbers. Throws ALREADY_EXISTS. */
  async create(name: string, description: string | null, tags: readonly KeyValue[]): Promise<ModelRow> {
    const now = this.#clock.now();
    await this.#db.transaction().execute(async (trx) => {
      const made = await trx
        .insertInto('tracking_registered_model')
        .values({ name, description, created_at: now, updated_at: now })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ lifecycle: 'active', description, created_at: now, updated_at: now })
            .where('tracking_registered_model.lifecycle', '=', 'deleted'),
        )
        .returning('number')
        .executeTakeFirst();
      if (made === undefined) throw new SlipwayError('ALREADY_EXISTS', { what: 'Registered model', name });
      if (tags.length > 0)
        await sql`insert into tracking_registered_model_tag (owner, key, value)
          select ${made.number}::integer, given.key, given.value from ${keyValueRows(lastOfEach(tags))}`.execute(
          trx,
        );
    });
    return this.get(name);
  }

  /** Throws NOT_FOUND. */
  async get(name: string): Promise<ModelRow> {
    const [row] = await selectModels(
      this.#db,
      sql`select m.* from tracking_registered_model as m where m.name = ${name} and m.lifecycle = 'active'`,
    );
    if (row === undefined) throw missing('Registered model', name);
    return row;
  }

  searchModels({ comparisons, order, limit, offset }: RegistrySearch): Promise<ModelRow[]> {
    const conditions = [sql`m.lifecycle = 'active'`, ...registeredModelConditions(comparisons)];
    return selectModels(
      this.#db,
      sql`select m.* from tracking_registered_model as m where ${sql.join(conditions, sql` and `)}
        order by ${registeredModelOrder(order)} limit ${limit + 1} offset ${offset}`,
    );
  }

  /** Its versions and aliases go with it. Throws ALREADY_EXISTS, also when the name was deleted: its numbers are taken. */
  async rename(name: string, newName: string): Promise<ModelRow> {
    const { number } = await this.get(name);
    const taken = await this.#db
      .selectFrom('tracking_registered_model')
      .select('number')
      .where('name', '=', newName)
      .executeTakeFirst();
    if (taken !== undefined && taken.number !== number)
      throw new SlipwayError('ALREADY_EXISTS', { what: 'Registered model', name: newName });
    await this.#set(number, { name: newName });
    return this.get(newName);
  }

  async describe(name: string, description: string): Promise<ModelRow> {
    await this.#set((await this.get(name)).number, { description });
    return this.get(name);
  }

  async remove(name: string): Promise<void> {
    const { number } = await this.get(name);
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('tracking_registered_model_tag').where('owner', '=', number).execute();
      await trx.deleteFrom('tracking_alias').where('model', '=', number).execute();
      await trx
        .updateTable('tracking_version')
        .set({ lifecycle: 'deleted' })
        .where('model', '=', number)
        .execute();
      await trx
        .updateTable('tracking_registered_model')
        .set({ lifecycle: 'deleted', updated_at: this.#clock.now() })
        .where('number', '=', number)
        .execute();
    });
  }

  async setModelTag(name: string, { key, value }: KeyValue): Promise<void> {
    const { number } = await this.get(name);
    await sql`insert into tracking_registered_model_tag (owner, key, value) values (${number}, ${key}, ${value})
      on conflict (owner, key) do update set value = excluded.value`.execute(this.#db);
  }

  async deleteModelTag(name: string, key: string): Promise<void> {
    const { number } = await this.get(name);
    await this.#db
      .deleteFrom('tracking_registered_model_tag')
      .where('owner', '=', number)
      .where('key', '=', key)
      .execute();
  }

  /** Numbers count from 1 and are never given twice. Throws NOT_FOUND. */
  async addVersion(name: string, creation: VersionCreation): Promise<VersionRow> {
    const { number } = await this.get(name);
    const now = this.#clock.now();
    const version = await this.#db.transaction().execute(async (trx) => {
      const { last_version } = await trx
        .updateTable('tracking_registered_model')
        .set((set) => ({ last_version: set('last_version', '+', 1), updated_at: now }))
        .where('number', '=', number)
        .returning('last_version')
        .executeTakeFirstOrThrow();
      await trx
        .insertInto('tracking_version')
        .values({
          model: number,
          version: last_version,
          source: creation.source,
          artifact_uri: creation.artifactUri,
          run_id: creation.runId,
          run_link: creation.runLink,
          model_id: creation.modelId,
          description: creation.description,
          user_id: creation.user,
          status_message: creation.statusMessage,
          created_at: now,
          updated_at: now,
          slipway_version: creation.slipwayVersion,
          slipway_run: creation.slipwayRun,
        })
        .execute();
      if (creation.tags.length > 0)
        await sql`insert into tracking_version_tag (model, version, key, value)
          select ${number}::integer, ${last_version}::integer, given.key, given.value
          from ${keyValueRows(lastOfEach(creation.tags))}`.execute(trx);
      return last_version;
    });
    return this.version(name, version);
  }

  /** Throws NOT_FOUND. */
  async version(name: string, version: number): Promise<VersionRow> {
    if (version < 1 || version > MOST_VERSION) throw missing('Model Version', `${name} version ${version}`);
    const [row] = await this.#versions(sql`m.name = ${name} and v.version = ${version}`, sql`v.version`);
    if (row === undefined) throw missing('Model Version', `${name} version ${version}`);
    return row;
  }

  /** The newest version of each of the models, by number. */
  async latest(models: readonly number[]): Promise<Map<number, VersionRow>> {
    if (models.length === 0) return new Map();
    const rows = await this.#versions(
      sql`v.model in (${sql.join(models)}) and v.version = (select max(o.version) from tracking_version as o
        where o.model = v.model and o.lifecycle = 'active')`,
      sql`v.model`,
    );
    return new Map(rows.map((row) => [row.model, row]));
  }

  /** One more than the page holds. */
  searchVersions({ comparisons, order, limit, offset }: RegistrySearch): Promise<VersionRow[]> {
    const conditions = [sql`true`, ...versionConditions(comparisons)];
    return this.#versions(
      sql.join(conditions, sql` and `),
      sql`${versionOrder(order)} limit ${limit + 1} offset ${offset}`,
    );
  }

  async describeVersion(name: string, version: number, description: string): Promise<VersionRow> {
    const { model } = await this.version(name, version);
    await this.#setVersion(model, version, { description });
    return this.version(name, version);
  }

  /** Its aliases go with it. */
  async removeVersion(name: string, version: number): Promise<void> {
    const { model } = await this.version(name, version);
    await this.#db
      .deleteFrom('tracking_alias')
      .where('model', '=', model)
      .where('version', '=', version)
      .execute();
    await this.#setVersion(model, version, { lifecycle: 'deleted' });
  }

  async setVersionTag(name: string, version: number, { key, value }: KeyValue): Promise<void> {
    const { model } = await this.version(name, version);
    await sql`insert into tracking_version_tag (model, version, key, value)
      values (${model}, ${version}, ${key}, ${value})
      on conflict (model, version, key) do update set value = excluded.value`.execute(this.#db);
  }

  async deleteVersionTag(name: string, version: number, key: string): Promise<void> {
    const { model } = await this.version(name, version);
    await this.#db
      .deleteFrom('tracking_version_tag')
      .where('model', '=', model)
      .where('version', '=', version)
      .where('key', '=', key)
      .execute();
  }

  /** A name that moves from version to version. It says what people mean, and releases nothing. */
  async setAlias(name: string, alias: string, version: number): Promise<void> {
    if (!ALIAS.test(alias) || WORDS_OF_MODELS.test(alias))
      throw invalidField(
        'alias',
        `Invalid alias name '${alias}': use letters, digits, _ and -; "latest" and "v" with a number are taken`,
      );
    const { model } = await this.version(name, version);
    await sql`insert into tracking_alias (model, alias, version) values (${model}, ${alias}, ${version})
      on conflict (model, alias) do update set version = excluded.version`.execute(this.#db);
  }

  async removeAlias(name: string, alias: string): Promise<void> {
    const { number } = await this.get(name);
    await this.#db
      .deleteFrom('tracking_alias')
      .where('model', '=', number)
      .where('alias', '=', alias)
      .execute();
  }

  /** Throws NOT_FOUND without the model, and INVALID_REQUEST without the alias, as MLflow's own store does. */
  async byAlias(name: string, alias: string): Promise<VersionRow> {
    const { aliases } = await this.get(name);
    const version = aliases?.find((each) => each.alias === alias)?.version;
    if (version === undefined) throw invalidField('alias', `Registered model alias ${alias} not found`);
    return this.version(name, Number(version));
  }

  async #set(
    number: number,
    change: { readonly name?: string; readonly description?: string },
  ): Promise<void> {
    await this.#db
      .updateTable('tracking_registered_model')
      .set({ ...change, updated_at: this.#clock.now() })
      .where('number', '=', number)
      .execute();
  }

  async #setVersion(
    model: number,
    version: number,
    change: { readonly description?: string; readonly lifecycle?: 'deleted' },
  ): Promise<void> {
    await this.#db
      .updateTable('tracking_version')
      .set({ ...change, updated_at: this.#clock.now() })
      .where('model', '=', model)
      .where('version', '=', version)
      .execute();
  }

  #versions(where: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<VersionRow[]> {
    return selectVersions(
      this.#db,
      sql`select v.*, m.name from tracking_version as v
        join tracking_registered_model as m on m.number = v.model
        where v.lifecycle = 'active' and ${where} order by ${order}`,
    );
  }
}
