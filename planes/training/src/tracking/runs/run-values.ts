import { SlipwayError } from '@slipway/contracts';
import { sql } from 'kysely';
import { assertOwn, type TrackingCaller } from '../access/tracking-caller.ts';
import { invalidField, missing } from '../door/error-answer.ts';
import type { TrackingDatabase, TrackingTransaction } from '../storage/tables.ts';
import { type KeyValue, keyValueRows, lastOfEach } from '../storage/value-rows.ts';
import { type MetricPoint, storeMetrics } from './metric-log.ts';
import { RUN_NAME_TAG, STEP_TAGS, type TrackedRuns } from './runs.ts';

export interface RunBatch {
  readonly metrics: readonly MetricPoint[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

/** The model that files were logged as, newest last: what MLflow 2 shows as the models of a run. */
const MODEL_HISTORY_TAG = 'mlflow.log-model.history';

/** Metrics, params and tags of runs. */
export class RunValues {
  readonly #db: TrackingDatabase;
  readonly #runs: TrackedRuns;

  constructor(db: TrackingDatabase, runs: TrackedRuns) {
    this.#db = db;
    this.#runs = runs;
  }

  /** All of it or nothing. Throws TRACKED_PARAM_CHANGED. */
  async log(id: string, { metrics, params, tags }: RunBatch, caller: TrackingCaller): Promise<void> {
    assertTaggable(tags);
    const { number } = await this.#runs.changeable(id, caller);
    if (caller.step !== null) await this.#assertOwnModels(metrics, caller);
    if (params.length === 0 && tags.length === 0)
      return storeMetrics(this.#db, sql`${number}::integer`, metrics);
    await this.#db.transaction().execute(async (trx) => {
      await storeParams(trx, { id, number }, params);
      await storeMetrics(trx, sql`${number}::integer`, metrics);
      await storeTags(trx, number, tags);
    });
  }

  /** What is measured of a model is shown with it. Throws FORBIDDEN. */
  async #assertOwnModels(metrics: readonly MetricPoint[], caller: TrackingCaller): Promise<void> {
    const models = new Set(metrics.flatMap(({ model }) => (model === undefined ? [] : [model])));
    if (models.size === 0) return;
    const owners = await this.#db
      .selectFrom('tracking_logged_model')
      .select('slipway_run')
      .distinct()
      .where('id', 'in', [...models])
      .execute();
    for (const { slipway_run } of owners) assertOwn(caller, slipway_run);
  }

  /** Throws NOT_FOUND. */
  async deleteTag(id: string, key: string, caller: TrackingCaller): Promise<void> {
    assertTaggable([{ key, value: '' }]);
    const { number } = await this.#runs.changeable(id, caller);
    const { numDeletedRows } = await this.#db
      .deleteFrom('tracking_tag')
      .where('owner', '=', number)
      .where('key', '=', key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing(`Tag of run ${id}`, key);
  }

  /** The points of one metric by time; one more than `limit`. */
  async history(id: string, key: string, limit: number, offset: number): Promise<HistoryPoint[]> {
    const { number } = await this.#runs.find(id);
    return this.#db
      .selectFrom('tracking_metric')
      .select(['key', 'value', 'timestamp', 'step'])
      .where('run', '=', number)
      .where('key', '=', key)
      .orderBy('timestamp')
      .orderBy('step')
      .orderBy('value')
      .limit(limit + 1)
      .offset(offset)
      .execute();
  }

  /** Adds to the list of models that MLflow 2 keeps in a tag. `model` is the JSON of an MLmodel file. */
  async logModel(id: string, model: object, caller: TrackingCaller): Promise<void> {
    const { number } = await this.#runs.changeable(id, caller);
    await this.#db.transaction().execute(async (trx) => {
      await sql`select 1 from tracking_run where number = ${number} for update`.execute(trx);
      const known = await trx
        .selectFrom('tracking_tag')
        .select('value')
        .where('owner', '=', number)
        .where('key', '=', MODEL_HISTORY_TAG)
        .executeTakeFirst();
      const history = JSON.stringify([...historyOf(known?.value), model]);
      await storeTags(trx, number, [{ key: MODEL_HISTORY_TAG, value: history }]);
    });
  }
}

export interface HistoryPoint {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** Anybody may set that tag to anything. */
const historyOf = (text: string | undefined): unknown[] => {
  try {
    const history: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(history) ? history : [];
  } catch {
    return [];
  }
};

/** Which step tracked is what the server knows; nobody can write it. */
const assertTaggable = (tags: readonly KeyValue[]): void => {
  const own = tags.find(({ key }) => key === STEP_TAGS.run || key === STEP_TAGS.step);
  if (own !== undefined) throw invalidField('key', `The tag "${own.key}" is set by Slipway`);
};

const storeParams = async (
  trx: TrackingTransaction,
  run: { readonly id: string; readonly number: number },
  params: readonly KeyValue[],
): Promise<void> => {
  if (params.length === 0) return;
  const first = new Map<string, string>();
  for (const { key, value } of params) {
    const old = first.get(key);
    if (old !== undefined && old !== value) throw changed(run.id, key, old, value);
    first.set(key, value);
  }
  const given = [...first].map(([key, value]) => ({ key, value }));
  await sql`insert into tracking_param (owner, key, value)
    select ${run.number}::integer, given.key, given.value from ${keyValueRows(given)}
    on conflict do nothing`.execute(trx);
  const { rows } = await sql<{ key: string; old: string; value: string }>`
    select known.key, known.value as old, given.value from ${keyValueRows(given)}
    join tracking_param as known on known.owner = ${run.number} and known.key = given.key
    where known.value != given.value limit 1`.execute(trx);
  const [conflict] = rows;
  if (conflict !== undefined) throw changed(run.id, conflict.key, conflict.old, conflict.value);
};

const changed = (run: string, key: string, old: string, value: string) =>
  new SlipwayError('TRACKED_PARAM_CHANGED', { run, key, old, value }, { field: 'params' });

const storeTags = async (trx: TrackingTransaction, run: number, tags: readonly KeyValue[]): Promise<void> => {
  if (tags.length === 0) return;
  const given = lastOfEach(tags);
  await sql`insert into tracking_tag (owner, key, value)
    select ${run}::integer, given.key, given.value from ${keyValueRows(given)}
    on conflict (owner, key) do update set value = excluded.value`.execute(trx);
  const name = given.find(({ key }) => key === RUN_NAME_TAG)?.value;
  if (name) await trx.updateTable('tracking_run').set({ name }).where('number', '=', run).execute();
};
