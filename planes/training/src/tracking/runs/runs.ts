import { randomUUID } from 'node:crypto';
import type { Clock } from '@slipway/platform';
import { type Selectable, sql } from 'kysely';
import { assertOwn, type TrackingCaller } from '../access/tracking-caller.ts';
import { invalidField, missing } from '../door/error-answer.ts';
import type { Experiments } from '../experiments/experiments.ts';
import { isOneOf } from '../search/condition.ts';
import type { Comparison } from '../search/filter.ts';
import type { OrderTerm } from '../search/order-by.ts';
import type { Lifecycle, TrackedRunTable, TrackingDatabase } from '../storage/tables.ts';
import { type KeyValue, keyValueRows, lastOfEach } from '../storage/value-rows.ts';
import { type RunRow, selectRuns } from './run-json.ts';
import { createRunName } from './run-names.ts';
import { runConditions, runOrder } from './run-search.ts';

export type TrackedRun = Selectable<TrackedRunTable>;

export const RUN_NAME_TAG = 'mlflow.runName';
/** The tags that say which step of which run of Slipway tracked. */
export const STEP_TAGS = { run: 'slipway.run', step: 'slipway.step' } as const;
export const TRACKED_RUN_STATES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
type TrackedRunState = (typeof TRACKED_RUN_STATES)[number];

export interface RunCreation {
  readonly experiment: string;
  readonly user: string;
  readonly name: string | undefined;
  readonly startTime: number;
  readonly tags: readonly KeyValue[];
}

export interface RunSearch {
  readonly experiments: readonly string[];
  readonly comparisons: readonly Comparison[];
  readonly order: readonly OrderTerm[];
  readonly lifecycles: readonly Lifecycle[];
  readonly limit: number;
  readonly offset: number;
}

/** Tracked runs: made, found, changed. Their values are in {@link RunValues}. */
export class TrackedRuns {
  readonly #db: TrackingDatabase;
  readonly #experiments: Experiments;
  readonly #clock: Clock;

  constructor(db: TrackingDatabase, experiments: Experiments, clock: Clock) {
    this.#db = db;
    this.#experiments = experiments;
    this.#clock = clock;
  }

  /** Throws NOT_FOUND, INVALID_REQUEST. */
  async create(creation: RunCreation, { step }: TrackingCaller): Promise<RunRow> {
    const { id: experiment, artifact_location } = await this.#experiments.active(creation.experiment);
    const tags = new Map(creation.tags.map(({ key, value }) => [key, value]));
    const tagged = tags.get(RUN_NAME_TAG);
    const { name: given } = creation;
    if (given !== undefined && given !== '' && tagged !== undefined && tagged !== given)
      throw invalidField(
        'run_name',
        `Both 'run_name' argument and '${RUN_NAME_TAG}' tag are specified, but with different values (run_name='${given}', ${RUN_NAME_TAG}='${tagged}')`,
      );
    const name = given || tagged || createRunName();
    tags.set(RUN_NAME_TAG, name);
    for (const key of Object.values(STEP_TAGS)) tags.delete(key);
    if (step !== null) {
      tags.set(STEP_TAGS.run, step.run);
      tags.set(STEP_TAGS.step, step.step);
    }
    const id = randomUUID().replaceAll('-', '');
    const sorted = [...tags].map(([key, value]) => ({ key, value }));
    sorted.sort((a, b) => (a.key < b.key ? -1 : 1));
    const row = {
      id,
      name,
      experiment,
      user_id: creation.user,
      status: 'RUNNING',
      start_time: creation.startTime,
      end_time: null,
      lifecycle: 'active' as const,
      artifact_uri: `${artifact_location}/${id}/artifacts`,
    };
    await sql`with run as (
        insert into tracking_run (id, name, experiment, user_id, status, start_time, artifact_uri, slipway_run, slipway_step)
        values (${id}, ${name}, ${experiment}, ${row.user_id}, ${row.status}, ${row.start_time}, ${row.artifact_uri},
          ${step?.run ?? null}, ${step?.step ?? null})
        returning number
      )
      insert into tracking_tag (owner, key, value)
      select run.number, given.key, given.value from run, ${keyValueRows(sorted)}`.execute(this.#db);
    return {
      ...row,
      metrics: null,
      params: null,
      tags: JSON.stringify(sorted),
      datasets: null,
      models: null,
    };
  }

  /** Deleted ones too. Throws NOT_FOUND. */
  async get(id: string): Promise<RunRow> {
    const [row] = await selectRuns(this.#db, sql`select r.* from tracking_run as r where r.id = ${id}`);
    if (row === undefined) throw missing('Run', id);
    return row;
  }

  /** Throws NOT_FOUND. */
  async find(id: string): Promise<TrackedRun> {
    const row = await this.#db.selectFrom('tracking_run').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw missing('Run', id);
    return row;
  }

  /** A run that the caller may change. Throws NOT_FOUND, FORBIDDEN, and INVALID_REQUEST when it is deleted. */
  async changeable(id: string, caller: TrackingCaller): Promise<TrackedRun> {
    const run = await this.find(id);
    assertOwn(caller, run.slipway_run);
    if (run.lifecycle !== 'active')
      throw invalidField('run_id', `The run ${id} must be in the 'active' state, it is deleted`);
    return run;
  }

  /** One more than the page holds, so that one knows whether there is more. */
  search({ experiments, comparisons, order, lifecycles, limit, offset }: RunSearch): Promise<RunRow[]> {
    const ids = experiments.filter((id) => /^\d{1,9}$/.test(id)).map(Number);
    if (ids.length === 0) return Promise.resolve([]);
    const conditions = [
      isOneOf(sql.ref('r.experiment'), ids),
      sql`r.lifecycle in (${sql.join(lifecycles)})`,
      ...runConditions(comparisons),
    ];
    return selectRuns(
      this.#db,
      sql`select r.* from tracking_run as r where ${sql.join(conditions, sql` and `)}
        order by ${runOrder(order)} limit ${limit + 1} offset ${offset}`,
    );
  }

  /** What is undefined stays. */
  async update(
    id: string,
    change: {
      readonly status: TrackedRunState | undefined;
      readonly endTime: number | undefined;
      readonly name: string | undefined;
    },
    caller: TrackingCaller,
  ): Promise<TrackedRun> {
    const run = await this.changeable(id, caller);
    const changed = {
      status: change.status ?? run.status,
      end_time: change.endTime ?? run.end_time,
      name: change.name || run.name,
    };
    await this.#db.updateTable('tracking_run').set(changed).where('number', '=', run.number).execute();
    if (changed.name !== run.name)
      await sql`insert into tracking_tag (owner, key, value)
        values (${run.number}, ${RUN_NAME_TAG}, ${changed.name})
        on conflict (owner, key) do update set value = excluded.value`.execute(this.#db);
    return { ...run, ...changed };
  }

  async setLifecycle(id: string, lifecycle: Lifecycle, caller: TrackingCaller): Promise<void> {
    const run = await this.find(id);
    assertOwn(caller, run.slipway_run);
    await this.#db.updateTable('tracking_run').set({ lifecycle }).where('number', '=', run.number).execute();
  }

  /** Datasets and models that went in, models that came out; the same again changes nothing. */
  async link(
    id: string,
    side: 'input' | 'output',
    models: readonly { readonly model: string; readonly step: number }[],
    caller: TrackingCaller,
  ): Promise<void> {
    const { number: run } = await this.changeable(id, caller);
    if (models.length === 0) return;
    await this.#db
      .insertInto('tracking_run_model')
      .values(models.map(({ model, step }) => ({ run, model, side, step })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async addDatasets(id: string, datasets: readonly DatasetInput[], caller: TrackingCaller): Promise<void> {
    const { number: run, experiment } = await this.changeable(id, caller);
    await this.#db.transaction().execute(async (trx) => {
      for (const { context, tags, ...dataset } of datasets) {
        const { number } = await trx
          .insertInto('tracking_dataset')
          .values({ experiment, ...dataset })
          .onConflict((conflict) =>
            conflict.columns(['experiment', 'name', 'digest']).doUpdateSet({ source: dataset.source }),
          )
          .returning('number')
          .executeTakeFirstOrThrow();
        await trx
          .insertInto('tracking_run_dataset')
          .values({ run, dataset: number, context, tags: JSON.stringify(lastOfEach(tags)) })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  now(): number {
    return this.#clock.now();
  }
}

export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly context: string | null;
  readonly tags: readonly KeyValue[];
}
