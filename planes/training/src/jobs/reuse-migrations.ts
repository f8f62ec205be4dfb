import { type Kysely, sql } from 'kysely';

/** What arrived of a lease, by which steps are known again, and which run a run makes again. */
export const addReuse = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table training_lease
    add column lines_stored integer not null default 0,
    add column metrics_stored integer not null default 0`.execute(db);
  await sql`alter table training_run
    add column fresh boolean not null default false,
    add column reproduces jsonb`.execute(db);
  await sql`alter table training_step
    add column reuse_key text,
    add column code_state text,
    add column reused_from jsonb`.execute(db);
  await sql`create index training_step_reuse on training_step (reuse_key) where reuse_key is not null`.execute(
    db,
  );
};
