import type { JobDeclaration } from '@slipway/contracts';
import { sql } from 'kysely';
import type { RunProgress } from './run-progress.ts';
import { type JobLoad, roomOf, runsToAdmit, type WaitingRun } from './runs-to-admit.ts';
import type { TrainingDatabase, TrainingTransaction } from './tables.ts';
import type { WakeUp } from './wake-up.ts';

/** Any number that nothing else in the database locks. */
const ADMISSION_LOCK = 7_236_401;
/** Of one transaction; the rest follows with the next look. */
const MOST_AT_ONCE = 100;

export interface RunAdmissionParts {
  readonly db: TrainingDatabase;
  readonly progress: RunProgress;
  readonly wakeUp: WakeUp;
  /** Runs of all jobs at the same time; null: any number. */
  readonly maxRuns: number | null;
}

/**
 * Lets runs begin, as many at the same time as their job and the job server allow. A run that is not admitted has no step in
 * the queue. One transaction at a time decides, whichever replica asks; it never waits for a lock while it holds a run.
 */
export class RunAdmission {
  readonly #parts: RunAdmissionParts;

  constructor(parts: RunAdmissionParts) {
    this.#parts = parts;
  }

  /** Whether a new run of a job has to be admitted; otherwise it begins at once. */
  gates({ concurrency }: Pick<JobDeclaration, 'concurrency'>): boolean {
    return concurrency !== undefined || this.#parts.maxRuns !== null;
  }

  /** Admits what there is room for. Cheap when nothing waits. Returns how many runs began. */
  async admit(): Promise<number> {
    const { db, wakeUp } = this.#parts;
    const waiting = await db
      .selectFrom('training_run')
      .select('id')
      .where('admitted', '=', false)
      .where('finished_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    if (waiting === undefined) return 0;
    const admitted = await db.transaction().execute((trx) => this.#admitWithin(trx));
    if (admitted > 0) wakeUp.call();
    return admitted;
  }

  async #admitWithin(trx: TrainingTransaction): Promise<number> {
    const { progress, maxRuns } = this.#parts;
    await sql`select pg_advisory_xact_lock(${sql.lit(ADMISSION_LOCK)})`.execute(trx);
    const loads = await this.#loads(trx);
    const candidates = await this.#candidates(trx, roomOf(loads, maxRuns));
    let admitted = 0;
    for (const id of runsToAdmit(candidates, loads, maxRuns)) {
      const run = await progress.lock(trx, id);
      if (run.row.admitted || run.row.finished_at !== null) continue;
      await trx.updateTable('training_run').set({ admitted: true }).where('id', '=', id).execute();
      await progress.advance(trx, { ...run, row: { ...run.row, admitted: true } });
      admitted += 1;
    }
    return admitted;
  }

  async #loads(trx: TrainingTransaction): Promise<JobLoad[]> {
    const { rows } = await sql<{
      job: string;
      running: string;
      waiting: string;
      concurrency: number | null;
    }>`
      select load.job, load.running, load.waiting, (revision.declaration ->> 'concurrency')::integer as concurrency
      from (
        select job, count(*) filter (where admitted) as running, count(*) filter (where not admitted) as waiting
        from training_run where finished_at is null group by job
      ) load
      join training_job on training_job.name = load.job
      join training_job_revision revision
        on revision.job = training_job.name and revision.revision = training_job.revision
    `.execute(trx);
    return rows.map(({ job, running, waiting, concurrency }) => ({
      job,
      running: Number(running),
      waiting: Number(waiting),
      concurrency,
    }));
  }

  /** The next runs of each job that has room. */
  async #candidates(trx: TrainingTransaction, room: ReadonlyMap<string, number>): Promise<WaitingRun[]> {
    const found: WaitingRun[] = [];
    for (const [job, count] of room) {
      const rows = await trx
        .selectFrom('training_run')
        .select(['id', 'priority'])
        .where('job', '=', job)
        .where('admitted', '=', false)
        .where('finished_at', 'is', null)
        .orderBy('priority', 'desc')
        .orderBy('id')
        .limit(Math.min(count, MOST_AT_ONCE))
        .execute();
      found.push(...rows);
    }
    return found;
  }
}
