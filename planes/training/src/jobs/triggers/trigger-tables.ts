import type { JobNotification, ScheduleTick } from '@slipway/contracts';
import type { ColumnType, Generated } from 'kysely';

type Time = ColumnType<Date, string, string>;
type TimeOrNull = ColumnType<Date | null, string | null, string | null>;

/** Until when the ticks of a job's schedule are decided. */
export interface ScheduleTable {
  job: string;
  /** Cron and time zone that this is about; with others, counting begins anew. */
  cadence: string;
  decided_until: Time;
}

export interface TickTable {
  job: string;
  at: Time;
  state: ScheduleTick['state'];
  late: boolean;
  run: string | null;
  decided_at: Time;
}

/** The secret stays readable, because a signature is checked with it; the directory of the database is its owner's only. */
export interface WebhookTable {
  job: string;
  secret: string;
  created_by: string;
  created_at: Time;
  last_used_at: TimeOrNull;
}

/** Notifications that are owed, and what became of them. */
export interface NotificationTable {
  id: string;
  job: string;
  url: string;
  body: ColumnType<JobNotification, string, string>;
  state: 'pending' | 'delivered' | 'failed';
  tries: Generated<number>;
  next_try_at: Time;
  reason: string | null;
  created_at: Time;
}

export interface TriggerTables {
  training_schedule: ScheduleTable;
  training_tick: TickTable;
  training_webhook: WebhookTable;
  training_notification: NotificationTable;
}
