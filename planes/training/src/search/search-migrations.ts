import { type Kysely, sql } from 'kysely';

/** Parameter searches, their trials, and the search that a run belongs to. */
export const addSearches = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table training_search (
    id text primary key,
    job text not null,
    job_revision integer not null,
    state text not null,
    author text not null,
    plan jsonb not null,
    seed double precision not null,
    register boolean not null,
    idempotency_key text,
    ending text,
    reason text,
    best jsonb,
    final_key text not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    foreign key (job, job_revision) references training_job_revision (job, revision)
  )`.execute(db);
  await sql`create unique index training_search_idempotency on training_search (job, idempotency_key) where idempotency_key is not null`.execute(
    db,
  );
  await sql`create index training_search_job on training_search (job, id)`.execute(db);
  await sql`create index training_search_open on training_search (id) where state = 'running'`.execute(db);
  await sql`create table training_trial (
    search text not null references training_search (id),
    rung integer not null,
    number integer not null,
    parameters jsonb not null,
    run_key text not null,
    outcome text,
    metric double precision,
    reason text,
    primary key (search, rung, number)
  )`.execute(db);
  await sql`alter table training_run add column parent text`.execute(db);
  await sql`create index training_run_parent on training_run (parent) where parent is not null`.execute(db);
};
