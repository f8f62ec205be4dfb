import type { Artifact } from '@slipway/contracts';
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';

/** Read as the value, written as JSON text: drivers disagree on how they would write arrays. */
type Json<T> = ColumnType<T, string, string>;

export type Lifecycle = 'active' | 'deleted';

/** Times are milliseconds since the epoch, as MLflow clients send and expect them. */
export interface ExperimentTable {
  id: Generated<number>;
  name: string;
  artifact_location: string;
  lifecycle: Generated<Lifecycle>;
  created_at: number;
  updated_at: number;
}

export interface TrackedRunTable {
  /** Joins the tables of its values: shorter in every index than the 32 digits of the id. */
  number: Generated<number>;
  id: string;
  experiment: number;
  name: string;
  user_id: string;
  status: string;
  start_time: number;
  end_time: number | null;
  lifecycle: Generated<Lifecycle>;
  artifact_uri: string;
  /** The step of a Slipway run that tracks it; null: it was started elsewhere. */
  slipway_run: string | null;
  slipway_step: string | null;
}

/** `owner` is the number of a run, an experiment, a logged model, a registered model. */
export interface ValueTable {
  owner: number;
  key: string;
  value: string;
}

export interface MetricTable {
  run: number;
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

export interface ModelMetricTable extends MetricTable {
  model: string;
  dataset_name: string;
  dataset_digest: string;
}

export interface DatasetTable {
  number: Generated<number>;
  experiment: number;
  name: string;
  digest: string;
  source_type: string;
  source: string;
  schema: string | null;
  profile: string | null;
}

export interface RunDatasetTable {
  run: number;
  dataset: number;
  context: string | null;
  tags: Json<{ key: string; value: string }[]>;
}

export interface RunModelTable {
  run: number;
  model: string;
  side: 'input' | 'output';
  step: number;
}

export interface LoggedModelTable {
  number: Generated<number>;
  id: string;
  experiment: number;
  name: string;
  model_type: string | null;
  source_run: string | null;
  status: string;
  artifact_uri: string;
  lifecycle: Generated<Lifecycle>;
  created_at: number;
  updated_at: number;
  slipway_run: string | null;
}

export interface RegisteredModelTable {
  number: Generated<number>;
  name: string;
  description: string | null;
  /** A deleted model keeps its row, so that its numbers are not given again when one of its name is made. */
  lifecycle: Generated<Lifecycle>;
  created_at: number;
  updated_at: number;
  /** Numbers of deleted versions are not given again. */
  last_version: Generated<number>;
}

export interface RegisteredVersionTable {
  model: number;
  version: number;
  source: string;
  /** Where `source` leads: what clients download. */
  artifact_uri: string;
  run_id: string | null;
  run_link: string | null;
  model_id: string | null;
  description: string | null;
  user_id: string;
  status_message: string;
  created_at: number;
  updated_at: number;
  lifecycle: Generated<Lifecycle>;
  /** The version of the registry of Slipway; null while there is none. */
  slipway_version: number | null;
  /** The run of the job server that registers or evaluates it; null when there is none. */
  slipway_run: string | null;
}

export interface VersionTagTable {
  model: number;
  version: number;
  key: string;
  value: string;
}

export interface AliasTable {
  model: number;
  alias: string;
  version: number;
}

/** What lets the command of a step track: dead when its lease is. */
export interface StepTokenTable {
  sha256: string;
  lease: string;
}

/** What a step has registered while it ran; becomes part of its output. */
export interface StepModelTable {
  run: string;
  step: string;
  model: string;
  artifacts: Json<Artifact[]>;
}

export interface TrackingTables {
  tracking_experiment: ExperimentTable;
  tracking_experiment_tag: ValueTable;
  tracking_run: TrackedRunTable;
  tracking_param: ValueTable;
  tracking_tag: ValueTable;
  tracking_metric: MetricTable;
  /** The point of a key that counts: of the largest step, then timestamp, then value. */
  tracking_latest_metric: MetricTable;
  tracking_model_metric: ModelMetricTable;
  tracking_dataset: DatasetTable;
  tracking_run_dataset: RunDatasetTable;
  tracking_run_model: RunModelTable;
  tracking_logged_model: LoggedModelTable;
  tracking_logged_model_tag: ValueTable;
  tracking_logged_model_param: ValueTable;
  tracking_registered_model: RegisteredModelTable;
  tracking_registered_model_tag: ValueTable;
  tracking_version: RegisteredVersionTable;
  tracking_version_tag: VersionTagTable;
  tracking_alias: AliasTable;
  tracking_step_token: StepTokenTable;
  tracking_step_model: StepModelTable;
}

export type TrackingDatabase = Kysely<TrackingTables>;
export type TrackingTransaction = Transaction<TrackingTables>;
