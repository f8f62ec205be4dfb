import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { RegisteredModelTable, RegisteredVersionTable, TrackingTables } from '../storage/tables.ts';
import type { KeyValue } from '../storage/value-rows.ts';

/** A version with everything that a client is shown of it. */
export interface VersionRow extends Selectable<RegisteredVersionTable> {
  readonly name: string;
  readonly tags: readonly KeyValue[] | null;
  readonly aliases: readonly string[] | null;
  /** The version that the step which registered it has become, when it has. */
  readonly step_version: number | null;
  /** The review that was opened for it, and the state of the run that leads there. */
  readonly review: string | null;
  readonly run_state: string | null;
}

export interface ModelRow extends Selectable<RegisteredModelTable> {
  readonly tags: readonly KeyValue[] | null;
  readonly aliases: readonly { readonly alias: string; readonly version: string }[] | null;
}

/** @param page a query for rows of `tracking_version as v` with the name of the model, in order */
export const selectVersions = async (
  db: Kysely<TrackingTables>,
  page: RawBuilder<unknown>,
): Promise<VersionRow[]> => {
  const { rows } = await sql<VersionRow>`with page as materialized (
      select found.*, row_number() over () as place from (${page}) as found
    )
    select page.*,
      (select json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key)
        from tracking_version_tag as t where t.model = page.model and t.version = page.version) as tags,
      (select json_agg(a.alias order by a.alias) from tracking_alias as a
        where a.model = page.model and a.version = page.version) as aliases,
      (select (s.output -> 'model' ->> 'version')::integer from training_step as s
        where s.run = page.slipway_run and s.kind = 'register'
          and s.output -> 'model' ->> 'name' = page.name) as step_version,
      (select s.output ->> 'review' from training_step as s
        where s.run = page.slipway_run and s.kind = 'evaluate') as review,
      (select r.state from training_run as r where r.id = page.slipway_run) as run_state
    from page order by place`.execute(db);
  return rows;
};

/** @param page a query for rows of `tracking_registered_model as m`, in order */
export const selectModels = async (
  db: Kysely<TrackingTables>,
  page: RawBuilder<unknown>,
): Promise<ModelRow[]> => {
  const { rows } = await sql<ModelRow>`with page as materialized (
      select found.*, row_number() over () as place from (${page}) as found
    )
    select page.*,
      (select json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key)
        from tracking_registered_model_tag as t where t.owner = page.number) as tags,
      (select json_agg(json_build_object('alias', a.alias, 'version', a.version::text) order by a.alias)
        from tracking_alias as a where a.model = page.number) as aliases
    from page order by place`.execute(db);
  return rows;
};
