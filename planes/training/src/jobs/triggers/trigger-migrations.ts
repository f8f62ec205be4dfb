import { type Kysely, sql } from 'kysely';

/** Ticks of schedules, secrets of webhooks, notifications that are owed, and how the latest run of an alert is found. */
export const addTriggers = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table training_schedule (
    job text primary key references training_job (name),
    cadence text not null,
    decided_until timestamptz not null
  )`.execute(db);
  await sql`create table training_tick (
    job text not null references training_job (name),
    at timestamptz not null,
    state text not null,
    late boolean not null,
    run text,
    decided_at timestamptz not null,
    primary key (job, at)
  )`.execute(db);
  await sql`create index training_tick_waiting on training_tick (job, at) where state = 'waiting'`.execute(
    db,
  );
  await sql`create table training_webhook (
    job text primary key references training_job (name),
    secret text not null,
    created_by text not null,
    created_at timestamptz not null,
    last_used_at timestamptz
  )`.execute(db);
  await sql`create table training_notification (
    id text primary key,
    job text not null,
    url text not null,
    body jsonb not null,
    state text not null,
    tries integer not null default 0,
    next_try_at timestamptz not null,
    reason text,
    created_at timestamptz not null
  )`.execute(db);
  await sql`create index training_notification_owed on training_notification (next_try_at) where state = 'pending'`.execute(
    db,
  );
  await sql`create index training_run_trigger on training_run (job, trigger, id)`.execute(db);
};
