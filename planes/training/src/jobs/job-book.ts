import { type CodeReference, type Job, SlipwayError } from '@slipway/contracts';
import { type Clock, canonicalJson, timestamp } from '@slipway/platform';
import type { Selectable } from 'kysely';
import { judgeDeclaration, type ValidateCriteria } from './declaration/judge-declaration.ts';
import type { JobRevisionTable, TrainingDatabase } from './tables.ts';
import type { ScheduleCalendar } from './triggers/schedule-calendar.ts';

type Schedule = NonNullable<Job['schedule']>;

interface JobRow extends Omit<Selectable<JobRevisionTable>, 'job'> {
  readonly name: string;
  readonly schedule: Schedule | null;
  readonly updated_at: Date;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

interface JobBookOptions {
  readonly db: TrainingDatabase;
  readonly schedules: ScheduleCalendar;
  /** Called after a schedule may have changed. */
  readonly onScheduleChange: () => void;
  readonly clock: Clock;
  readonly validateCriteria: ValidateCriteria;
}

/** The declarations of jobs, by revision. */
export class JobBook {
  readonly #db: TrainingDatabase;
  readonly #schedules: ScheduleCalendar;
  readonly #onScheduleChange: () => void;
  readonly #clock: Clock;
  readonly #validateCriteria: ValidateCriteria;

  constructor({ db, schedules, onScheduleChange, clock, validateCriteria }: JobBookOptions) {
    this.#db = db;
    this.#schedules = schedules;
    this.#onScheduleChange = onScheduleChange;
    this.#clock = clock;
    this.#validateCriteria = validateCriteria;
  }

  /**
   * Applies a declaration. A new revision comes with every change of the declaration or of its code; the same again changes
   * nothing. A schedule that an operator has set stays until the declared schedule changes. Throws INVALID_JOB with
   * everything that is wrong with what was sent.
   */
  async put(name: string, sent: unknown, code: CodeReference, author: string): Promise<Job> {
    const judges = {
      schedule: (schedule: Schedule) => this.#schedules.judge(schedule),
      criteria: this.#validateCriteria,
    };
    const declaration = judgeDeclaration(sent, judges, (read) =>
      read.name === name ? [] : [{ field: 'name', message: `is not "${name}" as in the path` }],
    );
    await this.#db.transaction().execute(async (trx) => {
      const current = await this.#find(name, trx);
      const unchanged = current && same(current.declaration, declaration) && same(current.code, code);
      if (unchanged) return;
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
    });
    this.#onScheduleChange();
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
    this.#onScheduleChange();
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

  /** A revision of a job, the newest unless it is named. Throws NOT_FOUND. */
  async row(name: string, revision?: number): Promise<JobRow> {
    const row = await this.#find(name, this.#db, revision);
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Job', name }, { field: 'job' });
    return row;
  }

  #find(name: string, db: TrainingDatabase, revision?: number): Promise<JobRow | undefined> {
    return this.#rows(db, revision).where('name', '=', name).executeTakeFirst();
  }

  #rows(db: TrainingDatabase, revision?: number) {
    return db
      .selectFrom('training_job')
      .innerJoin('training_job_revision', (join) =>
        join
          .onRef('training_job_revision.job', '=', 'training_job.name')
          .on((eb) => eb('training_job_revision.revision', '=', revision ?? eb.ref('training_job.revision'))),
      )
      .select([
        'name',
        'training_job_revision.revision',
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
