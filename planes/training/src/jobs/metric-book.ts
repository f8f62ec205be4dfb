import type { MetricPage, MetricPoint, MetricQuery } from '@slipway/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { TrainingDatabase } from './tables.ts';

interface PointRow {
  readonly id: number;
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly at: Date;
}

/** Keys of one answer. More make charts that nobody reads; fewer make many requests of a run with a metric per class. */
const KEYS = 100;

const inArrival = (rows: Iterable<PointRow>): MetricPoint[] =>
  [...rows]
    .sort((a, b) => a.id - b.id)
    .map(({ key, value, step, at }) => ({ key, value, step, at: at.toISOString() }));

/** Named keys as a table. */
const keyTable = (keys: readonly string[]): RawBuilder<unknown> =>
  sql`(values ${sql.join(keys.map((key) => sql`(${key}::text)`))}) wanted (key)`;

/**
 * A condition that only the index over (run, key, id) can serve, in its order. With equalities the planner may instead read the
 * points of all runs in the order of their ids until it comes to those of this one.
 */
const from = (run: string, id: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(point.run, point.key, point.id) >= (${run}, wanted.key, ${id})`;
const IN_ORDER = sql`order by point.run, point.key, point.id`;

/** Keys in order, found by jumping from one to the next. */
const keysOf = async (db: TrainingDatabase, run: string, after: string, most: number): Promise<string[]> => {
  const { rows } = await sql<{ key: string }>`
    with recursive found as (
      (select key from training_metric where run = ${run} and key > ${after} order by key limit 1)
      union all
      select (select point.key from training_metric point where point.run = ${run} and point.key > found.key
        order by point.key limit 1)
      from found where found.key is not null
    )
    select key from found where key is not null limit ${most}`.execute(db);
  return rows.map(({ key }) => key);
};

/** Those of the keys that have more than `count` points. */
const longerThan = async (
  db: TrainingDatabase,
  run: string,
  keys: readonly string[],
  count: number,
): Promise<string[]> => {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ key: string }>`
    select wanted.key from ${keyTable(keys)} cross join lateral (
      select point.run, point.key from training_metric point where ${from(run, sql.lit(0))}
      ${IN_ORDER} offset ${count} limit 1
    ) further
    where further.run = ${run} and further.key = wanted.key`.execute(db);
  return rows.map(({ key }) => key);
};

/** All points of keys that are known to have few. */
const wholeSeries = async (
  db: TrainingDatabase,
  run: string,
  keys: readonly string[],
): Promise<PointRow[]> => {
  if (keys.length === 0) return [];
  return db
    .selectFrom('training_metric')
    .select(['id', 'key', 'value', 'step', 'at'])
    .where('run', '=', run)
    .where('key', 'in', keys)
    .execute();
};

/** Of each key `count` points at even distances of arrival, the first and the last among them; of one point, the last. */
const sampleSeries = async (
  db: TrainingDatabase,
  run: string,
  keys: readonly string[],
  count: number,
): Promise<PointRow[]> => {
  if (keys.length === 0) return [];
  const { rows } = await sql<PointRow>`
    with ends as materialized (
      select wanted.key, first.id as first, last.id as last from ${keyTable(keys)}
      cross join lateral (
        select id from training_metric point where ${from(run, sql.lit(0))} ${IN_ORDER} limit 1
      ) first
      cross join lateral (
        select id from training_metric point where (point.run, point.key) <= (${run}, wanted.key)
        order by point.run desc, point.key desc, point.id desc limit 1
      ) last
    )
    select taken.* from ends wanted
    cross join generate_series(1, ${sql.lit(count)}) as place
    cross join lateral (
      select id, key, value, step, at from training_metric point
      where ${from(run, sql`last - (last - first)::bigint * (${sql.lit(count)} - place) / ${sql.lit(Math.max(1, count - 1))}`)}
      ${IN_ORDER} limit 1
    ) taken`.execute(db);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
};

/**
 * The metric points of runs. Every answer costs as many index look-ups as it has points, however many points a run has: long
 * series are thinned by jumping through the index, not by reading them.
 */
export class MetricBook {
  readonly #db: TrainingDatabase;

  constructor(db: TrainingDatabase) {
    this.#db = db;
  }

  /** Points of a run. Keys with many share what the others leave of `limit`, spread evenly over their arrival. */
  async read(run: string, { key, after = '', limit }: MetricQuery): Promise<MetricPage> {
    const db = this.#db;
    const most = Math.min(KEYS, limit);
    const found = key === undefined ? await keysOf(db, run, after, most + 1) : [key];
    const keys = found.slice(0, most);
    const next = found.length > most ? (keys.at(-1) ?? null) : null;
    if (keys.length === 0) return { metrics: [], sampled: false, next };
    const least = Math.floor(limit / keys.length);
    const long = await longerThan(db, run, keys, least);
    const short = await wholeSeries(
      db,
      run,
      keys.filter((name) => !long.includes(name)),
    );
    const share = Math.floor((limit - short.length) / Math.max(1, long.length));
    const thinned = share > least ? await longerThan(db, run, long, share) : long;
    const fitting = await wholeSeries(
      db,
      run,
      long.filter((name) => !thinned.includes(name)),
    );
    const samples = await sampleSeries(db, run, thinned, share);
    return {
      metrics: inArrival([...short, ...fitting, ...samples]),
      sampled: thinned.length > 0,
      next,
    };
  }

  /** The value of a key that arrived last; null when there is none. */
  async last(run: string, key: string): Promise<number | null> {
    const { rows } = await sql<{ run: string; key: string; value: number }>`
      select run, key, value from training_metric where (run, key) <= (${run}, ${key})
      order by run desc, key desc, id desc limit 1`.execute(this.#db);
    const [row] = rows;
    return row?.run === run && row.key === key ? row.value : null;
  }
}
