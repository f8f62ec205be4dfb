import { SlipwayError } from '@slipway/contracts';
import type { Clock } from '@slipway/platform';
import { type Selectable, sql } from 'kysely';
import { invalidField, missing } from '../door/error-answer.ts';
import { isOneOf } from '../search/condition.ts';
import type { Comparison } from '../search/filter.ts';
import type { OrderTerm } from '../search/order-by.ts';
import type { ExperimentTable, Lifecycle, TrackingDatabase } from '../storage/tables.ts';
import { type KeyValue, keyValueRows, lastOfEach } from '../storage/value-rows.ts';
import { experimentConditions, experimentOrder } from './experiment-search.ts';

export type ExperimentRow = Selectable<ExperimentTable>;
export interface TaggedExperiment extends ExperimentRow {
  readonly tags: readonly KeyValue[];
}

export interface ExperimentSearch {
  readonly comparisons: readonly Comparison[];
  readonly order: readonly OrderTerm[];
  readonly lifecycles: readonly Lifecycle[];
  readonly limit: number;
  readonly offset: number;
}

const TAGS = sql<KeyValue[]>`coalesce((
  select json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key)
  from tracking_experiment_tag as t where t.owner = tracking_experiment.id), '[]'::json)`.as('tags');

/** Numbers of experiments are small; anything else is the id of none. */
const numberOf = (id: string): number => {
  if (!/^\d{1,9}$/.test(id)) throw missing('Experiment', id);
  return Number(id);
};

/** Experiments and their tags. */
export class Experiments {
  readonly #db: TrackingDatabase;
  readonly #clock: Clock;

  constructor(db: TrackingDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Throws ALREADY_EXISTS; a deleted experiment keeps its name. */
  async create(name: string, location: string | undefined, tags: readonly KeyValue[]): Promise<string> {
    if (location !== undefined && location !== '' && !location.startsWith('mlflow-artifacts:'))
      throw invalidField(
        'artifact_location',
        `Invalid artifact_location "${location}": artifacts are kept by this server; leave it out`,
      );
    const now = this.#clock.now();
    return this.#db.transaction().execute(async (trx) => {
      const made = await trx
        .insertInto('tracking_experiment')
        .values({ name, artifact_location: '', created_at: now, updated_at: now })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (made === undefined) throw new SlipwayError('ALREADY_EXISTS', { what: 'Experiment', name });
      await trx
        .updateTable('tracking_experiment')
        .set({ artifact_location: `mlflow-artifacts:/${made.id}` })
        .where('id', '=', made.id)
        .execute();
      if (tags.length > 0)
        await sql`insert into tracking_experiment_tag (owner, key, value)
          select ${made.id}::integer, given.key, given.value from ${keyValueRows(lastOfEach(tags))}`.execute(
          trx,
        );
      return String(made.id);
    });
  }

  /** Deleted ones too. Throws NOT_FOUND. */
  async get(id: string): Promise<TaggedExperiment> {
    const found = await this.#db
      .selectFrom('tracking_experiment')
      .selectAll()
      .select(TAGS)
      .where('id', '=', numberOf(id))
      .executeTakeFirst();
    if (found === undefined) throw missing('Experiment', id);
    return found;
  }

  /** Throws NOT_FOUND. */
  async byName(name: string): Promise<TaggedExperiment> {
    const found = await this.#db
      .selectFrom('tracking_experiment')
      .selectAll()
      .select(TAGS)
      .where('name', '=', name)
      .executeTakeFirst();
    if (found === undefined) throw missing('Experiment', name);
    return found;
  }

  /** Throws NOT_FOUND, and INVALID_REQUEST when it is deleted. */
  async active(id: string): Promise<ExperimentRow> {
    const found = await this.get(id);
    if (found.lifecycle !== 'active')
      throw invalidField(
        'experiment_id',
        `The experiment ${id} must be in the 'active' state, it is deleted`,
      );
    return found;
  }

  /** One more than the page holds, so that one knows whether there is more. */
  search({ comparisons, order, lifecycles, limit, offset }: ExperimentSearch): Promise<TaggedExperiment[]> {
    let query = this.#db
      .selectFrom('tracking_experiment')
      .selectAll()
      .select(TAGS)
      .where('lifecycle', 'in', [...lifecycles]);
    for (const each of experimentConditions(comparisons)) query = query.where(each);
    return query
      .orderBy(experimentOrder(order))
      .limit(limit + 1)
      .offset(offset)
      .execute();
  }

  async rename(id: string, name: string): Promise<void> {
    const { name: old } = await this.active(id);
    if (old === name) return;
    const taken = await this.#db
      .selectFrom('tracking_experiment')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirst();
    if (taken !== undefined) throw new SlipwayError('ALREADY_EXISTS', { what: 'Experiment', name });
    await this.#db
      .updateTable('tracking_experiment')
      .set({ name, updated_at: this.#clock.now() })
      .where('id', '=', numberOf(id))
      .execute();
  }

  /** Its runs go and come with it. */
  async setLifecycle(id: string, lifecycle: Lifecycle): Promise<void> {
    const { id: number } = await this.get(id);
    if (number === 0 && lifecycle === 'deleted')
      throw invalidField('experiment_id', 'The default experiment cannot be deleted');
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .updateTable('tracking_experiment')
        .set({ lifecycle, updated_at: this.#clock.now() })
        .where('id', '=', number)
        .execute();
      await trx.updateTable('tracking_run').set({ lifecycle }).where('experiment', '=', number).execute();
    });
  }

  async setTag(id: string, { key, value }: KeyValue): Promise<void> {
    const { id: owner } = await this.active(id);
    await sql`insert into tracking_experiment_tag (owner, key, value)
      select ${owner}::integer, key, value from ${keyValueRows([{ key, value }])}
      on conflict (owner, key) do update set value = excluded.value`.execute(this.#db);
  }

  async deleteTag(id: string, key: string): Promise<void> {
    const { id: owner } = await this.active(id);
    const { numDeletedRows } = await this.#db
      .deleteFrom('tracking_experiment_tag')
      .where('owner', '=', owner)
      .where('key', '=', key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing('Experiment tag', key);
  }

  /** The datasets that runs of these experiments have used. */
  datasets(ids: readonly string[]) {
    return this.#db
      .selectFrom('tracking_dataset as d')
      .innerJoin('tracking_run_dataset as used', 'used.dataset', 'd.number')
      .select(['d.experiment', 'd.name', 'd.digest', 'used.context'])
      .distinct()
      .where(isOneOf(sql.ref('d.experiment'), ids.map(numberOf)))
      .orderBy('d.name')
      .limit(1000)
      .execute();
  }
}
