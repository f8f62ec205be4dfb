import { type RawBuilder, sql } from 'kysely';
import type { TrackingDatabase, TrackingTransaction } from '../storage/tables.ts';
import { type MetricRow, metricRows } from '../storage/value-rows.ts';

/** A point as it was sent; `model` and `dataset` link it to a logged model. */
export interface MetricPoint extends MetricRow {
  readonly model?: string | undefined;
  readonly dataset?: { readonly name: string; readonly digest: string } | undefined;
}

/** The point that counts of each key: the largest step, then timestamp, then value. */
export const latestOfEach = (points: readonly MetricRow[]): MetricRow[] => {
  const latest = new Map<string, MetricRow>();
  for (const point of points) {
    const known = latest.get(point.key);
    if (known === undefined || isLater(point, known)) latest.set(point.key, point);
  }
  return [...latest.values()];
};

/** NaN after every number, as the database has it. */
const isLater = (a: MetricRow, b: MetricRow): boolean => {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  if (Number.isNaN(b.value)) return false;
  return Number.isNaN(a.value) || a.value > b.value;
};

/** Stores points of one run with two statements, however many; a point that is known already changes nothing. */
export const storeMetrics = async (
  db: TrackingDatabase | TrackingTransaction,
  run: RawBuilder<unknown>,
  points: readonly MetricPoint[],
): Promise<void> => {
  if (points.length === 0) return;
  await sql`with points as (
      insert into tracking_metric (run, key, value, timestamp, step)
      select ${run}, given.key, given.value, given.timestamp, given.step from ${metricRows(points.map(plain))}
      on conflict do nothing
    )
    insert into tracking_latest_metric as known (run, key, value, timestamp, step)
    select ${run}, given.key, given.value, given.timestamp, given.step from ${metricRows(latestOfEach(points).map(plain))}
    on conflict (run, key) do update
      set value = excluded.value, timestamp = excluded.timestamp, step = excluded.step
      where (excluded.step, excluded.timestamp, excluded.value) > (known.step, known.timestamp, known.value)`.execute(
    db,
  );
  const ofModels = points.filter(({ model }) => model !== undefined);
  if (ofModels.length > 0) await storeModelMetrics(db, run, ofModels);
};

const plain = ({ key, value, timestamp, step }: MetricRow): MetricRow => ({ key, value, timestamp, step });

const storeModelMetrics = async (
  db: TrackingDatabase | TrackingTransaction,
  run: RawBuilder<unknown>,
  points: readonly MetricPoint[],
): Promise<void> => {
  const rows = points.map((point) => ({
    ...plain(point),
    value: Number.isNaN(point.value) ? 'NaN' : point.value,
    model: point.model,
    dataset_name: point.dataset?.name ?? '',
    dataset_digest: point.dataset?.digest ?? '',
  }));
  await sql`insert into tracking_model_metric
      (run, key, value, timestamp, step, model, dataset_name, dataset_digest)
    select ${run}, given.* from json_to_recordset(${JSON.stringify(rows)}::json) as given(key text,
      value double precision, timestamp double precision, step double precision, model text,
      dataset_name text, dataset_digest text)
    on conflict do nothing`.execute(db);
};
