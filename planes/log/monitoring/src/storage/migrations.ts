import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const inOrder =
  (...statements: readonly string[]) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  };

const numbered = (prefix: string) => `number integer generated always as identity primary key,
  id text generated always as ('${prefix}-' || number::text) stored unique`;

/** The tables of monitoring, in a database schema of their own. */
export const monitoringMigrations: Record<string, Migration> = {
  '001-monitors': {
    up: inOrder(
      'create schema if not exists monitoring',
      `create table monitoring.monitor (
        ${numbered('monitor')},
        endpoint text not null,
        kind text not null,
        settings jsonb not null,
        state text,
        due_at timestamptz,
        created_at timestamptz not null,
        unique (endpoint, kind))`,
      `create table monitoring."check" (
        ${numbered('check')},
        monitor text not null references monitoring.monitor (id) on delete cascade,
        endpoint text not null,
        kind text not null,
        from_at timestamptz not null,
        to_at timestamptz not null,
        state text not null,
        findings jsonb not null,
        at timestamptz not null)`,
      'create index check_of_monitor on monitoring."check" (monitor, to_at desc, number desc)',
      `create table monitoring.alert (
        ${numbered('alert')},
        monitor text not null,
        endpoint text not null,
        kind text not null,
        state text not null,
        severity text not null,
        summary text not null,
        playbook text not null,
        opened_at timestamptz not null,
        acknowledged_by text,
        resolved_at timestamptz)`,
      // Whoever comes second to open an alert of the same monitor is refused: one fault, one alert.
      `create unique index alert_open on monitoring.alert (monitor) where state <> 'resolved'`,
      `create table monitoring.notification (
        ${numbered('notification')},
        monitor text not null,
        url text not null,
        body jsonb not null,
        state text not null,
        reason text,
        created_at timestamptz not null)`,
      `create index notification_pending on monitoring.notification (monitor) where state = 'pending'`,
    ),
  },
  '002-run-requests': {
    up: inOrder(
      `create table monitoring.run_request (
        ${numbered('run-request')},
        alert text not null unique,
        job text not null,
        state text not null,
        run text,
        reason text,
        created_at timestamptz not null)`,
      `create index run_request_pending on monitoring.run_request (number) where state = 'pending'`,
    ),
  },
};
