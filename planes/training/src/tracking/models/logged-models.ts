import { randomUUID } from 'node:crypto';
import type { Clock } from '@slipway/platform';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { assertOwn, type TrackingCaller } from '../access/tracking-caller.ts';
import { missing } from '../door/error-answer.ts';
import type { Experiments } from '../experiments/experiments.ts';
import { createRunName } from '../runs/run-names.ts';
import { isOneOf } from '../search/condition.ts';
import type { Comparison } from '../search/filter.ts';
import type { LoggedModelTable, TrackingDatabase } from '../storage/tables.ts';
import { type KeyValue, keyValueRows, lastOfEach } from '../storage/value-rows.ts';
import {
  type DatasetFilter,
  loggedModelConditions,
  loggedModelOrder,
  type ModelOrder,
} from './model-search.ts';

export type LoggedModel = Selectable<LoggedModelTable>;

/** A logged model with its values. */
export interface LoggedModelRow extends LoggedModel {
  readonly tags: readonly KeyValue[] | null;
  readonly params: readonly KeyValue[] | null;
  readonly metrics: readonly Record<string, unknown>[] | null;
  readonly registrations: readonly { readonly name: string; readonly version: string }[] | null;
}

export interface ModelCreation {
  readonly experiment: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly sourceRun: string | undefined;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

export interface ModelSearch {
  readonly experiments: readonly string[];
  readonly comparisons: readonly Comparison[];
  readonly datasets: readonly DatasetFilter[];
  readonly order: readonly ModelOrder[];
  readonly limit: number;
  readonly offset: number;
}

const keyValues = (table: 'tracking_logged_model_tag' | 'tracking_logged_model_param') =>
  sql`(select json_agg(json_build_object('key', v.key, 'value', v.value) order by v.key)
    from ${sql.table(table)} as v where v.owner = page.number)`;

/** The models that MLflow 3 logs: files with a life of their own, that runs name as their inputs and outputs. */
export class LoggedModels {
  readonly #db: TrackingDatabase;
  readonly #experiments: Experiments;
  readonly #clock: Clock;

  constructor(db: TrackingDatabase, experiments: Experiments, clock: Clock) {
    this.#db = db;
    this.#experiments = experiments;
    this.#clock = clock;
  }

  /** Throws NOT_FOUND, INVALID_REQUEST. */
  async create(creation: ModelCreation, { step }: TrackingCaller): Promise<LoggedModelRow> {
    const { id: experiment, artifact_location } = await this.#experiments.active(creation.experiment);
    const id = `m-${randomUUID().replaceAll('-', '')}`;
    const now = this.#clock.now();
    await this.#db.transaction().execute(async (trx) => {
      const { number } = await trx
        .insertInto('tracking_logged_model')
        .values({
          id,
          experiment,
          name: creation.name || createRunName(),
          model_type: creation.type ?? null,
          source_run: creation.sourceRun || null,
          status: 'LOGGED_MODEL_PENDING',
          artifact_uri: `${artifact_location}/models/${id}/artifacts`,
          created_at: now,
          updated_at: now,
          slipway_run: step?.run ?? null,
        })
        .returning('number')
        .executeTakeFirstOrThrow();
      for (const [table, values] of [
        ['tracking_logged_model_param', creation.params],
        ['tracking_logged_model_tag', creation.tags],
      ] as const)
        if (values.length > 0)
          await sql`insert into ${sql.table(table)} (owner, key, value)
            select ${number}::integer, given.key, given.value from ${keyValueRows(lastOfEach(values))}`.execute(
            trx,
          );
    });
    return this.get(id);
  }

  /** Throws NOT_FOUND; a deleted one does not exist. */
  async get(id: string): Promise<LoggedModelRow> {
    const [row] = await this.#select(
      sql`select m.* from tracking_logged_model as m where m.id = ${id} and m.lifecycle = 'active'`,
    );
    if (row === undefined) throw missing('Logged model', id);
    return row;
  }

  /** Without its values. Throws NOT_FOUND. */
  async find(id: string): Promise<LoggedModel> {
    const row = await this.#db
      .selectFrom('tracking_logged_model')
      .selectAll()
      .where('id', '=', id)
      .where('lifecycle', '=', 'active')
      .executeTakeFirst();
    if (row === undefined) throw missing('Logged model', id);
    return row;
  }

  /** One more than the page holds. */
  search(search: ModelSearch): Promise<LoggedModelRow[]> {
    const ids = search.experiments.filter((id) => /^\d{1,9}$/.test(id)).map(Number);
    if (ids.length === 0) return Promise.resolve([]);
    const conditions = [
      isOneOf(sql.ref('m.experiment'), ids),
      sql`m.lifecycle = 'active'`,
      ...loggedModelConditions(search.comparisons, search.datasets),
    ];
    return this.#select(sql`select m.* from tracking_logged_model as m
      where ${sql.join(conditions, sql` and `)}
      order by ${loggedModelOrder(search.order)} limit ${search.limit + 1} offset ${search.offset}`);
  }

  async setStatus(id: string, status: string, caller: TrackingCaller): Promise<LoggedModelRow> {
    await this.#change(id, caller, { status });
    return this.get(id);
  }

  async remove(id: string, caller: TrackingCaller): Promise<void> {
    await this.#change(id, caller, { lifecycle: 'deleted' });
  }

  async setTags(id: string, tags: readonly KeyValue[], caller: TrackingCaller): Promise<LoggedModelRow> {
    const { number } = await this.#own(id, caller);
    if (tags.length > 0)
      await sql`insert into tracking_logged_model_tag (owner, key, value)
        select ${number}::integer, given.key, given.value from ${keyValueRows(lastOfEach(tags))}
        on conflict (owner, key) do update set value = excluded.value`.execute(this.#db);
    return this.get(id);
  }

  async deleteTag(id: string, key: string, caller: TrackingCaller): Promise<void> {
    const { number } = await this.#own(id, caller);
    const { numDeletedRows } = await this.#db
      .deleteFrom('tracking_logged_model_tag')
      .where('owner', '=', number)
      .where('key', '=', key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing(`Tag of logged model ${id}`, key);
  }

  /** A parameter that is known already stays. */
  async addParams(id: string, params: readonly KeyValue[], caller: TrackingCaller): Promise<void> {
    const { number } = await this.#own(id, caller);
    if (params.length > 0)
      await sql`insert into tracking_logged_model_param (owner, key, value)
        select ${number}::integer, given.key, given.value from ${keyValueRows(lastOfEach(params))}
        on conflict do nothing`.execute(this.#db);
  }

  async #own(id: string, caller: TrackingCaller): Promise<LoggedModel> {
    const model = await this.find(id);
    assertOwn(caller, model.slipway_run);
    return model;
  }

  async #change(
    id: string,
    caller: TrackingCaller,
    change: { readonly status?: string; readonly lifecycle?: 'deleted' },
  ): Promise<void> {
    const { number } = await this.#own(id, caller);
    await this.#db
      .updateTable('tracking_logged_model')
      .set({ ...change, updated_at: this.#clock.now() })
      .where('number', '=', number)
      .execute();
  }

  async #select(page: RawBuilder<unknown>): Promise<LoggedModelRow[]> {
    const { rows } = await sql<LoggedModelRow>`with page as materialized (
        select found.*, row_number() over () as place from (${page}) as found
      )
      select page.*, ${keyValues('tracking_logged_model_tag')} as tags,
        ${keyValues('tracking_logged_model_param')} as params,
        (select json_agg(json_build_object('key', v.key, 'value', v.value, 'timestamp', v.timestamp::bigint,
            'step', v.step::bigint, 'run_id', r.id, 'model_id', v.model,
            'dataset_name', nullif(v.dataset_name, ''), 'dataset_digest', nullif(v.dataset_digest, ''))
            order by v.key, v.timestamp, v.step)
          from tracking_model_metric as v join tracking_run as r on r.number = v.run
          where v.model = page.id) as metrics,
        (select json_agg(json_build_object('name', rm.name, 'version', rv.version::text) order by rm.name, rv.version)
          from tracking_version as rv join tracking_registered_model as rm on rm.number = rv.model
          where rv.model_id = page.id and rv.lifecycle = 'active' and rm.lifecycle = 'active') as registrations
      from page order by place`.execute(this.#db);
    return rows;
  }
}
