import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addSearches } from '../search/search-migrations.ts';
import { addLimits } from './limit-migrations.ts';
import { addReuse } from './reuse-migrations.ts';
import { addScale } from './scale-migrations.ts';
import { addTriggers } from './triggers/trigger-migrations.ts';

const createTables = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table training_job (
    name text primary key,
    revision integer not null,
    schedule jsonb,
    updated_at timestamptz not null
  )`.execute(db);
  await sql`create table training_job_revision (
    job text not null references training_job (name),
    revision integer not null,
    declaration jsonb not null,
    code jsonb not null,
    applied_by text not null,
    applied_at timestamptz not null,
    primary key (job, revision)
  )`.execute(db);
  await sql`create table training_run (
    id text primary key,
    job text not null,
    job_revision integer not null,
    state text not null,
    trigger text not null,
    author text not null,
    parameters jsonb not null,
    seed double precision not null,
    idempotency_key text,
    cancel_requested boolean not null default false,
    next_line integer not null default 0,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    foreign key (job, job_revision) references training_job_revision (job, revision)
  )`.execute(db);
  await sql`create unique index training_run_idempotency on training_run (job, idempotency_key) where idempotency_key is not null`.execute(
    db,
  );
  await sql`create index training_run_job on training_run (job, id)`.execute(db);
  await sql`create table training_step (
    run text not null references training_run (id),
    name text not null,
    position integer not null,
    kind text not null,
    needs jsonb not null,
    state text not null,
    attempt integer not null,
    failures integer not null,
    losses integer not null,
    ticket text,
    started_at timestamptz,
    finished_at timestamptz,
    output jsonb,
    failure jsonb,
    primary key (run, name)
  )`.execute(db);
  await sql`create table training_lease (
    id text primary key,
    run text not null,
    step text not null,
    attempt integer not null,
    worker text not null,
    state text not null,
    given_at timestamptz not null,
    expires_at timestamptz not null,
    foreign key (run, step) references training_step (run, name)
  )`.execute(db);
  // The last line of defence of "never two at once": the database itself refuses a second lease on a step.
  await sql`create unique index training_lease_held on training_lease (run, step) where state = 'held'`.execute(
    db,
  );
  await sql`create table training_log_line (
    run text not null references training_run (id),
    sequence integer not null,
    step text not null,
    at timestamptz not null,
    stream text not null,
    text text not null,
    primary key (run, sequence)
  )`.execute(db);
  await sql`create table training_metric (
    id serial primary key,
    run text not null references training_run (id),
    run_step text not null,
    key text not null,
    value double precision not null,
    step double precision not null,
    at timestamptz not null
  )`.execute(db);
  await sql`create index training_metric_run on training_metric (run, id)`.execute(db);
};

/** The tables of the job server, in the order in which they came to be. A migration that was published never changes. */
export const TRAINING_MIGRATIONS: Record<string, Migration> = {
  '001-jobs-and-runs': { up: createTables },
  '002-limits': { up: addLimits },
  '003-searches': { up: addSearches },
  '004-scale': { up: addScale },
  '005-reuse': { up: addReuse },
  '006-triggers': { up: addTriggers },
};
