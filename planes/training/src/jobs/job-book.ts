import {
  type CodeReference,
  type Criterion,
  type Job,
  type JobDeclaration,
  SlipwayError,
} from '@slipway/contracts';
import { type Clock, canonicalJson, describeProblems, timestamp } from '@slipway/platform';
import type { Selectable } from 'kysely';
import { declarationProblems } from './declaration-problems.ts';
import type { ScheduleKeeper } from './schedule-keeper.ts';
import type { JobRevisionTable, TrainingDatabase } from './tables.ts';

type Schedule = NonNullable<Job['schedule']>;

interface JobRow extends Omit<Selectable<JobRevisionTable>, 'job'> {
  readonly name: string;
  readonly schedule: Schedule | null;
  readonly updated_at: Date;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** Throws INVALID_EXPRESSION or INVALID_REQUEST that names the criterion below `field`. */
export type ValidateCriteria = (criteria: readonly Criterion[], field: string) => void;

interface JobBookOptions {
  readonly db: TrainingDatabase;
  readonly schedules: ScheduleKeeper;
  readonly clock: Clock;
  readonly validateCriteria: ValidateCriteria;
}

/** The declarations of jobs, by revision. */
export class JobBook {
  readonly #db: TrainingDatabase;
  readonly #schedules: ScheduleKeeper;
  readonly #clock: Clock;
  readonly #validateCriteria: ValidateCriteria;

  constructor({ db, schedules, clock, validateCriteria }: JobBookOptions) {
    this.#db = db;
    this.#schedules = schedules;
    this.#clock = clock;
    this.#validateCriteria = validateCriteria;
  }

  /**
   * Applies a declaration. A new revision comes with every change of the declaration or of its code; the same again changes
   * nothing. A schedule that an operator has set stays until the declared schedule changes. Throws INVALID_JOB.
   */
  async put(name: string, declaration: JobDeclaration, code: CodeReference, author: string): Promise<Job> {
    const problems = [
      ...(declaration.name === name ? [] : [{ field: 'name', message: `is not "${name}" as in the path` }]),
      ...declarationProblems(declaration, (schedule) => this.#schedules.judge(schedule)),
    ];
    if (problems.length > 0)
      throw new SlipwayError(
        'INVALID_JOB',
        { reason: describeProblems(problems) },
        { field: problems[0]?.field, problems },
      );
    this.#validateCriteria(declaration.release?.criteria ?? [], 'release.criteria');
    const schedule = await this.#db.transaction().execute(async (trx) => {
      const current = await this.#find(name, trx);
      const unchanged = current && same(current.declaration, declaration) && same(current.code, code);
      if (unchanged) return current.schedule;
      const declared = declaration.schedule ?? null;
      const kept = current !== undefined && same(current.declaration.schedule, declared);
      const next = kept ? current.schedule : declared;
      const revision = (current?.revision ?? 0) + 1;
      const now = timestamp(this.#clock);
      const row = { revision, schedule: next ? JSON.stringify(next) : null, updated_at: now };
      await trx
        .insertInto('training_job')
        .values({ name, ...row })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
        .execute();
      await trx
        .insertInto('training_job_revision')
        .values({
          job: name,
          revision,
          declaration: JSON.stringify(declaration),
          code: JSON.stringify(code),
          applied_by: author,
          applied_at: now,
        })
        .execute();
      return next;
    });
    await this.#schedules.set(name, schedule);
    return this.get(name);
  }

  /** Sets or clears the schedule; null clears it. Throws NOT_FOUND, INVALID_JOB. */
  async setSchedule(name: string, schedule: Schedule | null): Promise<Job> {
    const problem = schedule === null ? null : this.#schedules.judge(schedule);
    if (problem !== null) throw new SlipwayError('INVALID_JOB', { reason: problem }, { field: 'schedule' });
    await this.row(name);
    await this.#db
      .updateTable('training_job')
      .set({ schedule: schedule ? JSON.stringify(schedule) : null, updated_at: timestamp(this.#clock) })
      .where('name', '=', name)
      .execute();
    await this.#schedules.set(name, schedule);
    return this.get(name);
  }

  async get(name: string): Promise<Job> {
    return this.#view(await this.row(name));
  }

  /** By name. */
  async list(): Promise<Job[]> {
    const rows = await this.#rows(this.#db).orderBy('name').execute();
    return rows.map((row) => this.#view(row));
  }

  /** The newest revision of a job. Throws NOT_FOUND. */
  async row(name: string): Promise<JobRow> {
    const row = await this.#find(name, this.#db);
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Job', name }, { field: 'job' });
    return row;
  }

  /** Makes the job queue follow the schedules of the tables, after a crash between the two. */
  async restoreSchedules(): Promise<void> {
    const rows = await this.#db.selectFrom('training_job').select(['name', 'schedule']).execute();
    await this.#schedules.restore(new Map(rows.map(({ name, schedule }) => [name, schedule])));
  }

  #find(name: string, db: TrainingDatabase): Promise<JobRow | undefined> {
    return this.#rows(db).where('name', '=', name).executeTakeFirst();
  }

  #rows(db: TrainingDatabase) {
    return db
      .selectFrom('training_job')
      .innerJoin('training_job_revision', (join) =>
        join
          .onRef('training_job_revision.job', '=', 'training_job.name')
          .onRef('training_job_revision.revision', '=', 'training_job.revision'),
      )
      .select([
        'name',
        'training_job.revision',
        'schedule',
        'updated_at',
        'declaration',
        'code',
        'applied_by',
        'applied_at',
      ]);
  }

  #view({ declaration, code, revision, schedule, updated_at }: JobRow): Job {
    const { schedule: _declared, ...rest } = declaration;
    return {
      ...rest,
      ...(schedule ? { schedule } : {}),
      code,
      revision,
      updatedAt: updated_at.toISOString(),
      nextRunAt: schedule ? this.#schedules.nextRunAt(schedule) : null,
    };
  }
}
