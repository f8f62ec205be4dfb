import { type Kysely, sql } from 'kysely';

/** Which runs may queue their steps, in which order runs and steps begin, and what steps used. */
export const addLimits = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table training_run add column priority integer not null default 0`.execute(db);
  // Runs of before are under way, whatever limits come now.
  await sql`alter table training_run add column admitted boolean not null default true`.execute(db);
  await sql`create index training_run_waiting on training_run (priority desc, id) where not admitted and finished_at is null`.execute(
    db,
  );
  await sql`create index training_run_unfinished on training_run (job) where finished_at is null`.execute(db);
  await sql`alter table training_step add column usage jsonb`.execute(db);
};
