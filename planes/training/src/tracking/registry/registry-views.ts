import type { KeyValue } from '../storage/value-rows.ts';
import type { ModelRow, VersionRow } from './registry-rows.ts';

/** Where the version stands with Slipway; nobody else writes tags of these names. */
export const SLIPWAY_TAGS = /^slipway\.(model|version|run|run_state|review)$/;

const slipwayTags = (row: VersionRow): KeyValue[] => {
  const version = row.slipway_version ?? row.step_version;
  const tags: [string, string | number | null][] = [
    ['slipway.model', version === null ? null : row.name],
    ['slipway.version', version],
    ['slipway.run', row.slipway_run],
    ['slipway.run_state', row.run_state],
    ['slipway.review', row.review],
  ];
  return tags.flatMap(([key, value]) => (value === null ? [] : [{ key, value: String(value) }]));
};

export const versionView = (row: VersionRow) => ({
  name: row.name,
  version: String(row.version),
  creation_timestamp: row.created_at,
  last_updated_timestamp: row.updated_at,
  user_id: row.user_id,
  current_stage: 'None',
  description: row.description ?? '',
  source: row.source,
  run_id: row.run_id ?? '',
  status: 'READY',
  status_message: statusMessage(row),
  tags: [...(row.tags ?? []), ...slipwayTags(row)],
  run_link: row.run_link ?? '',
  aliases: row.aliases ?? [],
  ...(row.model_id === null ? {} : { model_id: row.model_id }),
});

/** What was said when it was made, unless its step has made a version of it since. */
const statusMessage = ({ name, step_version, slipway_run, status_message }: VersionRow): string =>
  step_version === null
    ? status_message
    : `Version ${step_version} of ${name} in Slipway; run ${slipway_run} evaluates it.`;

export const modelView = (row: ModelRow, latest: VersionRow | undefined) => ({
  name: row.name,
  creation_timestamp: row.created_at,
  last_updated_timestamp: row.updated_at,
  description: row.description ?? '',
  latest_versions: latest === undefined ? [] : [versionView(latest)],
  tags: row.tags ?? [],
  aliases: row.aliases ?? [],
});
