import type {
  Decision,
  Endpoint,
  Envelope,
  Evaluation,
  Evidence,
  Experiment,
  ExternalServers,
  ModelVersion,
  ParameterRevision,
  PredictorReport,
  Release,
  Reproduction,
  Review,
  UnitSource,
} from '@slipway/contracts';
import type { ColumnType, JSONColumnType } from 'kysely';

/** A document is written as JSON text, because a driver may turn an array into a PostgreSQL array. */
type Document<T extends object | null> = JSONColumnType<T, string, string>;
type OptionalDocument<T extends object> = ColumnType<T | null, string | null, string | null>;
type Time = ColumnType<Date, string, string>;
type OptionalTime = ColumnType<Date | null, string | null, string | null>;

export interface ModelTable {
  name: string;
  latest_version: number;
  created_at: Time;
}

export interface ModelVersionTable {
  model: string;
  version: number;
  run: string;
  document: Document<ModelVersion>;
  created_at: Time;
}

export interface EvaluationTable {
  id: string;
  number: number;
  model: string;
  version: number;
  snapshot: string;
  document: Document<Evaluation>;
  created_at: Time;
}

export interface ReproductionTable {
  model: string;
  version: number;
  run: string;
  document: Document<Reproduction>;
  created_at: Time;
}

export interface ReviewTable {
  id: string;
  number: number;
  model: string;
  version: number;
  endpoint: string;
  evaluation: string;
  state: Review['state'];
  author: string;
  evidence: Document<Evidence>;
  evidence_digest: string;
  decisions: Document<Decision[]>;
  release: string | null;
  opened_at: Time;
  closed_at: OptionalTime;
}

export interface ReleaseTable {
  id: string;
  sequence: number;
  model: string;
  version: number;
  endpoint: string;
  artifact: string;
  review: string;
  envelope: Document<Envelope>;
  state: Release['state'];
  created_at: Time;
}

export interface DeploymentTable {
  id: string;
  number: number;
  release: string;
  replicas: number;
  /** Null: the deployer starts the predictors. */
  external: OptionalDocument<ExternalServers>;
  created_at: Time;
}

export interface PredictorTable {
  /** Subject of the deployer that reported it: a report replaces all that its reporter said before. */
  reporter: string;
  id: string;
  deployment: string;
  address: string;
  state: PredictorReport['state'];
  reason: string | null;
}

export interface EndpointTable {
  name: string;
  unit: OptionalDocument<UnitSource>;
  /** The view that was published last; null between opening and the first publication, in one transaction. */
  view: OptionalDocument<Endpoint>;
  created_at: Time;
}

export interface VariantTable {
  endpoint: string;
  name: string;
  position: number;
  deployment: string;
}

export interface ParameterRevisionTable {
  endpoint: string;
  revision: number;
  values: Document<ParameterRevision['values']>;
  by: string;
  reason: string;
  created_at: Time;
}

export interface ExperimentTable {
  id: string;
  number: number;
  endpoint: string;
  state: Experiment['state'];
  /** Digest of the request, so that a repeated start is recognised. */
  request: string;
  document: Document<Experiment>;
}

export interface RoutingHistoryTable {
  endpoint: string;
  revision: number;
  at: Time;
  /** Null: the endpoint was closed. */
  view: OptionalDocument<Endpoint>;
}

export interface AuditEntryTable {
  sequence: number;
  /** The exact text that was hashed. */
  at: string;
  actor: string;
  role: string;
  action: string;
  subject: string;
  details: Document<Record<string, unknown>>;
  previous: string;
  hash: string;
}

/** The one row that says where the chain ends: appends lock it, and a truncated chain does not reach it. */
export interface AuditHeadTable {
  id: number;
  sequence: number;
  hash: string;
}

export interface CounterTable {
  name: string;
  value: number;
}

/** The tables of the release plane, all in the database schema `release`. */
export interface ReleaseTables {
  model: ModelTable;
  model_version: ModelVersionTable;
  evaluation: EvaluationTable;
  reproduction: ReproductionTable;
  review: ReviewTable;
  release: ReleaseTable;
  deployment: DeploymentTable;
  predictor: PredictorTable;
  endpoint: EndpointTable;
  variant: VariantTable;
  parameter_revision: ParameterRevisionTable;
  experiment: ExperimentTable;
  routing_history: RoutingHistoryTable;
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  counter: CounterTable;
}
