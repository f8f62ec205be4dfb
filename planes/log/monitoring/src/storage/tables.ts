import type { Alert, Check, Monitor, MonitorRequest } from '@slipway/contracts';
import type { ColumnType, GeneratedAlways, JSONColumnType } from 'kysely';

/** A document is written as JSON text, because a driver may turn an array into a PostgreSQL array. */
type Document<T extends object> = JSONColumnType<T, string, string>;
type Time = ColumnType<Date, string, string>;
type OptionalTime = ColumnType<Date | null, string | null, string | null>;

interface MonitorTable {
  number: GeneratedAlways<number>;
  id: GeneratedAlways<string>;
  endpoint: string;
  kind: Monitor['kind'];
  settings: Document<MonitorRequest>;
  /** Of the latest window that was checked; null before the first check. */
  state: Monitor['state'];
  /** Tick of the schedule that comes next; null without a schedule. */
  due_at: OptionalTime;
  created_at: Time;
}

interface CheckTable {
  number: GeneratedAlways<number>;
  id: GeneratedAlways<string>;
  monitor: string;
  endpoint: string;
  kind: Check['kind'];
  from_at: Time;
  to_at: Time;
  state: Check['state'];
  findings: Document<Check['findings']>;
  at: Time;
}

interface AlertTable {
  number: GeneratedAlways<number>;
  id: GeneratedAlways<string>;
  /** No reference: an alert outlives its monitor. */
  monitor: string;
  endpoint: string;
  kind: Alert['kind'];
  state: Alert['state'];
  severity: Alert['severity'];
  summary: string;
  playbook: string;
  opened_at: Time;
  acknowledged_by: string | null;
  resolved_at: OptionalTime;
}

/** Webhook calls that are owed: written with the change that causes them, so that a crash loses none. */
interface NotificationTable {
  number: GeneratedAlways<number>;
  id: GeneratedAlways<string>;
  monitor: string;
  url: string;
  body: Document<Record<string, unknown>>;
  state: 'pending' | 'delivered' | 'failed';
  /** Why it failed. */
  reason: string | null;
  created_at: Time;
}

/** Runs that alerts want: written with the alert, so that a crash loses none. */
interface RunRequestTable {
  number: GeneratedAlways<number>;
  id: GeneratedAlways<string>;
  alert: string;
  job: string;
  state: 'pending' | 'started' | 'failed';
  /** The run that was started, or the one that stood for it while the job cooled down. */
  run: string | null;
  /** Why it failed. */
  reason: string | null;
  created_at: Time;
}

export interface MonitoringTables {
  monitor: MonitorTable;
  check: CheckTable;
  alert: AlertTable;
  notification: NotificationTable;
  run_request: RunRequestTable;
}
