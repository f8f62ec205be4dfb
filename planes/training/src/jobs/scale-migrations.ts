import { type Kysely, sql } from 'kysely';

/** What keeps pages and metrics quick with ten thousand runs and a million points. */
export const addScale = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index training_run_job_state on training_run (job, state, id)`.execute(db);
  // Points are asked for by key; within a key they are in the order of arrival.
  await sql`create index training_metric_key on training_metric (run, key, id)`.execute(db);
  await sql`drop index training_metric_run`.execute(db);
  await sql`create index training_lease_expiry on training_lease (expires_at) where state = 'held'`.execute(
    db,
  );
};
