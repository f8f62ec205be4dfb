import type {
  CodeReference,
  Job,
  JobDeclaration,
  LogLine,
  ReproductionOrder,
  Run,
  RunStep,
  StepFailure,
  StepOrigin,
  StepOutput,
  StepUsage,
} from '@slipway/contracts';
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { SearchTable, TrialTable } from '../search/search-tables.ts';
import type { TriggerTables } from './triggers/trigger-tables.ts';

/** Read as the value, written as JSON text: drivers disagree on how they would write arrays. */
type Json<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;
type Time = ColumnType<Date, string, string>;
type TimeOrNull = ColumnType<Date | null, string | null, string | null>;
type Schedule = NonNullable<Job['schedule']>;

/** The newest revision of a job, and its schedule, which an operator may change without a new revision. */
export interface JobTable {
  name: string;
  revision: number;
  schedule: JsonOrNull<Schedule>;
  updated_at: Time;
}

/** What was applied, by whom; a run keeps to the revision that it was started with. */
export interface JobRevisionTable {
  job: string;
  revision: number;
  declaration: Json<JobDeclaration>;
  code: Json<CodeReference>;
  applied_by: string;
  applied_at: Time;
}

export interface RunTable {
  id: string;
  job: string;
  job_revision: number;
  state: Run['state'];
  trigger: Run['trigger'];
  /** The search whose run it is. */
  parent: string | null;
  author: string;
  parameters: Json<Run['parameters']>;
  seed: number;
  idempotency_key: string | null;
  cancel_requested: Generated<boolean>;
  /** No step of it takes an earlier result. */
  fresh: Generated<boolean>;
  /** The run that it makes again. */
  reproduces: JsonOrNull<ReproductionOrder>;
  priority: Generated<number>;
  /** Whether its steps may be queued; a run waits for that while as many runs as allowed are under way. False when it has ended. */
  admitted: Generated<boolean>;
  /** Sequence number of the next log line. */
  next_line: Generated<number>;
  created_at: Time;
  started_at: TimeOrNull;
  finished_at: TimeOrNull;
}

export interface StepTable {
  run: string;
  name: string;
  position: number;
  kind: RunStep['kind'];
  needs: Json<string[]>;
  state: RunStep['state'];
  attempt: number;
  failures: number;
  losses: number;
  /** The job of pg-boss that hands this step out; any other one that names the step is void. */
  ticket: string | null;
  started_at: TimeOrNull;
  finished_at: TimeOrNull;
  output: JsonOrNull<StepOutput>;
  failure: JsonOrNull<StepFailure>;
  usage: JsonOrNull<StepUsage>;
  /** Digest of everything that the result depends on; null: it is never the same as another one. */
  reuse_key: string | null;
  /** What the code was when it ran. */
  code_state: string | null;
  reused_from: JsonOrNull<StepOrigin>;
}

export interface LeaseTable {
  id: string;
  run: string;
  step: string;
  attempt: number;
  worker: string;
  state: 'held' | 'completed' | 'failed' | 'lost';
  /** How many lines and metrics of this lease are in the log: a repeated heartbeat is known by them. */
  lines_stored: Generated<number>;
  metrics_stored: Generated<number>;
  given_at: Time;
  expires_at: Time;
}

export interface LogLineTable {
  run: string;
  sequence: number;
  step: string;
  at: Time;
  stream: LogLine['stream'];
  text: string;
}

export interface MetricTable {
  id: Generated<number>;
  run: string;
  /** Name of the step of the run; `step` is the trainer's own counter. */
  run_step: string;
  key: string;
  value: number;
  step: number;
  at: Time;
}

export interface TrainingTables extends TriggerTables {
  training_job: JobTable;
  training_job_revision: JobRevisionTable;
  training_run: RunTable;
  training_step: StepTable;
  training_lease: LeaseTable;
  training_log_line: LogLineTable;
  training_metric: MetricTable;
  training_search: SearchTable;
  training_trial: TrialTable;
}

export type TrainingDatabase = Kysely<TrainingTables>;
export type TrainingTransaction = Transaction<TrainingTables>;
