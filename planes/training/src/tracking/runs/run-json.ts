import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Lifecycle, TrackingTables } from '../storage/tables.ts';

/** The columns of a run that a client sees, as they are read. */
export interface RunInfoRow {
  readonly id: string;
  readonly name: string;
  readonly experiment: number;
  readonly user_id: string;
  readonly status: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly lifecycle: Lifecycle;
  readonly artifact_uri: string;
}

/** A run with its values, which the database has already made JSON of: thousands of rows are not taken apart and put together again. */
export interface RunRow extends RunInfoRow {
  readonly metrics: string | null;
  readonly params: string | null;
  readonly tags: string | null;
  readonly datasets: string | null;
  readonly models:
    | { readonly model: string; readonly side: 'input' | 'output'; readonly step: number }[]
    | null;
}

export const runInfo = (row: RunInfoRow) => ({
  run_id: row.id,
  run_uuid: row.id,
  run_name: row.name,
  experiment_id: String(row.experiment),
  user_id: row.user_id,
  status: row.status,
  start_time: row.start_time,
  ...(row.end_time === null ? {} : { end_time: row.end_time }),
  artifact_uri: row.artifact_uri,
  lifecycle_stage: row.lifecycle,
});

/** One run as JSON. */
export const runJson = (row: RunRow): string => {
  const models = row.models ?? [];
  const inputs = models.filter(({ side }) => side === 'input').map(({ model }) => ({ model_id: model }));
  const outputs = models
    .filter(({ side }) => side === 'output')
    .map(({ model, step }) => ({ model_id: model, step }));
  return `{"info":${JSON.stringify(runInfo(row))},"data":{${listed([
    ['metrics', row.metrics],
    ['params', row.params],
    ['tags', row.tags],
  ])}},"inputs":{${listed([
    ['dataset_inputs', row.datasets],
    ['model_inputs', inputs.length > 0 ? JSON.stringify(inputs) : null],
  ])}},"outputs":{${listed([['model_outputs', outputs.length > 0 ? JSON.stringify(outputs) : null]])}}}`;
};

const listed = (parts: readonly (readonly [string, string | null])[]): string =>
  parts.flatMap(([name, json]) => (json === null ? [] : [`"${name}":${json}`])).join(',');

const keyValues = (table: 'tracking_param' | 'tracking_tag') =>
  sql`(select json_agg(json_build_object('key', v.key, 'value', v.value) order by v.key)::text
    from ${sql.table(table)} as v where v.owner = page.number)`;

/**
 * Runs of `page`, a query for rows of `tracking_run` in order; their values are looked up for the rows of the page only. One
 * statement, however many runs.
 */
export const selectRuns = async (
  db: Kysely<TrackingTables>,
  page: RawBuilder<unknown>,
): Promise<RunRow[]> => {
  const { rows } = await sql<RunRow>`with page as materialized (
      select found.*, row_number() over () as place from (${page}) as found
    )
    select page.id, page.name, page.experiment, page.user_id, page.status, page.start_time, page.end_time,
      page.lifecycle, page.artifact_uri,
      (select json_agg(json_build_object('key', v.key, 'value', v.value,
          'timestamp', v.timestamp::bigint, 'step', v.step::bigint) order by v.key)::text
        from tracking_latest_metric as v where v.run = page.number) as metrics,
      ${keyValues('tracking_param')} as params,
      ${keyValues('tracking_tag')} as tags,
      (select json_agg(json_build_object('tags', used.tags, 'dataset', json_build_object(
          'name', d.name, 'digest', d.digest, 'source_type', d.source_type, 'source', d.source,
          'schema', d.schema, 'profile', d.profile)) order by d.number)::text
        from tracking_run_dataset as used join tracking_dataset as d on d.number = used.dataset
        where used.run = page.number) as datasets,
      (select json_agg(json_build_object('model', m.model, 'side', m.side, 'step', m.step::bigint) order by m.step)
        from tracking_run_model as m where m.run = page.number) as models
    from page order by place`.execute(db);
  return rows;
};
