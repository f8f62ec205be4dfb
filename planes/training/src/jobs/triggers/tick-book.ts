import type { Job, ScheduleTick } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { Selectable } from 'kysely';
import type { TrainingDatabase, TrainingTransaction } from '../tables.ts';
import type { JobOutbox } from '../visibility/job-outbox.ts';
import { newestTicks, type ScheduleCalendar } from './schedule-calendar.ts';
import { decideTicks, MOST_TICKS, policyOf } from './tick-decision.ts';
import type { TickTable } from './trigger-tables.ts';

type Schedule = NonNullable<Job['schedule']>;

/** How long a decided tick is told of. */
const KEPT_MS = 30 * 86_400_000;
const LISTED = 100;

/** A job with a schedule, as far as its ticks are concerned. */
export interface ScheduledJob {
  readonly job: string;
  readonly schedule: Schedule;
  /** Milliseconds since 1970; null when this schedule is new. */
  readonly decidedUntil: number | null;
  readonly hasWaiting: boolean;
}

export interface TickBookParts {
  readonly db: TrainingDatabase;
  readonly calendar: ScheduleCalendar;
  readonly outbox: JobOutbox;
  readonly clock: Clock;
}

const cadenceOf = ({ cron, timezone }: Schedule): string => `${cron} ${timezone}`;

const viewOf = ({ at, state, late, run, decided_at }: Selectable<TickTable>): ScheduleTick => ({
  at: at.toISOString(),
  state,
  late,
  run,
  decidedAt: decided_at.toISOString(),
});

/** The ticks of schedules and what became of them. */
export class TickBook {
  readonly #parts: TickBookParts;

  constructor(parts: TickBookParts) {
    this.#parts = parts;
  }

  /** All jobs with a schedule. Forgets what was decided for schedules that were taken away, so that their absence is not caught up with. */
  async scheduled(): Promise<ScheduledJob[]> {
    const { db } = this.#parts;
    const rows = await db
      .selectFrom('training_job')
      .leftJoin('training_schedule', 'training_schedule.job', 'training_job.name')
      .select((eb) => [
        'name',
        'schedule',
        'cadence',
        'decided_until',
        eb
          .exists(
            eb
              .selectFrom('training_tick')
              .select('at')
              .whereRef('training_tick.job', '=', 'training_job.name')
              .where('state', '=', 'waiting'),
          )
          .as('waits'),
      ])
      .where((eb) => eb.or([eb('schedule', 'is not', null), eb('cadence', 'is not', null)]))
      .execute();
    const kept: ScheduledJob[] = [];
    for (const { name, schedule, cadence, decided_until, waits } of rows) {
      if (schedule === null) await this.#forget(name);
      else {
        const known = cadence === cadenceOf(schedule) ? decided_until : null;
        kept.push({
          job: name,
          schedule,
          decidedUntil: known?.getTime() ?? null,
          hasWaiting: Boolean(waits),
        });
      }
    }
    return kept;
  }

  /** Counts the ticks of a new schedule from now. Ticks of the one before wait no longer. */
  async begin({ job, schedule }: ScheduledJob): Promise<void> {
    const { db, clock } = this.#parts;
    await db.transaction().execute(async (trx) => {
      await this.#dropWaiting(trx, job);
      const row = { cadence: cadenceOf(schedule), decided_until: timestamp(clock) };
      await trx
        .insertInto('training_schedule')
        .values({ job, ...row })
        .onConflict((conflict) => conflict.column('job').doUpdateSet(row))
        .execute();
    });
  }

  /** Decides on all ticks that are due, once: replicas take turns at the row of the schedule. */
  async decide({ job, schedule }: ScheduledJob): Promise<void> {
    const { db, calendar, outbox, clock } = this.#parts;
    await db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('training_schedule')
        .selectAll()
        .where('job', '=', job)
        .where('cadence', '=', cadenceOf(schedule))
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) return;
      const now = clock.now();
      const due = newestTicks(
        (after, count) => calendar.ticksAfter(schedule, after, count),
        row.decided_until.getTime(),
        now,
        MOST_TICKS,
      );
      if (due.length === 0) return;
      const waiting = await this.#waitingCount(trx, job);
      const active = (await this.activeRun(job, trx)) !== null;
      const { ticks, replacesWaiting } = decideTicks(policyOf(schedule), { due, now, active, waiting });
      if (replacesWaiting) await this.#dropWaiting(trx, job);
      const decided_at = new Date(now).toISOString();
      const rows = ticks.map(({ at, late, state }) => ({
        job,
        at: new Date(at).toISOString(),
        state,
        late,
        run: null,
        decided_at,
      }));
      const before = await this.#newest(trx, job);
      // The same instant twice is possible only when the clock was set back; it was decided then.
      await trx
        .insertInto('training_tick')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await trx
        .updateTable('training_schedule')
        .set({ decided_until: decided_at })
        .where('job', '=', job)
        .execute();
      await trx
        .deleteFrom('training_tick')
        .where('job', '=', job)
        .where('at', '<', new Date(now - KEPT_MS))
        .where('state', '<>', 'waiting')
        .execute();
      // While one run goes on, tick after tick may be skipped: the first one is told.
      const toTell = rows.filter(({ late, state }) => late || (state === 'skipped' && before !== 'skipped'));
      if (toTell.length > 0)
        await outbox.oweMissed(
          trx,
          job,
          toTell.map(({ at, state, late, run }) => ({ at, state, late, run, decidedAt: decided_at })),
        );
    });
  }

  /** The run that the schedule of a job started and that goes on; null when there is none. */
  async activeRun(job: string, db: TrainingDatabase = this.#parts.db): Promise<string | null> {
    const row = await db
      .selectFrom('training_run')
      .select('id')
      .where('job', '=', job)
      .where('trigger', '=', 'schedule')
      .where('finished_at', 'is', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** The tick that is next to be started; null when none waits. */
  async nextWaiting(job: string): Promise<string | null> {
    const row = await this.#parts.db
      .selectFrom('training_tick')
      .select('at')
      .where('job', '=', job)
      .where('state', '=', 'waiting')
      .orderBy('at')
      .limit(1)
      .executeTakeFirst();
    return row?.at.toISOString() ?? null;
  }

  async started(job: string, at: string, run: string): Promise<void> {
    await this.#parts.db
      .updateTable('training_tick')
      .set({ state: 'started', run })
      .where('job', '=', job)
      .where('at', '=', new Date(at))
      .where('state', '=', 'waiting')
      .execute();
  }

  /** The latest ticks, newest first. */
  async list(job: string): Promise<ScheduleTick[]> {
    const rows = await this.#parts.db
      .selectFrom('training_tick')
      .selectAll()
      .where('job', '=', job)
      .orderBy('at', 'desc')
      .limit(LISTED)
      .execute();
    return rows.map(viewOf);
  }

  async #waitingCount(trx: TrainingTransaction, job: string): Promise<number> {
    const { count } = await trx
      .selectFrom('training_tick')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('job', '=', job)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async #newest(trx: TrainingTransaction, job: string): Promise<ScheduleTick['state'] | null> {
    const row = await trx
      .selectFrom('training_tick')
      .select('state')
      .where('job', '=', job)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.state ?? null;
  }

  async #dropWaiting(trx: TrainingTransaction, job: string): Promise<void> {
    await trx
      .updateTable('training_tick')
      .set({ state: 'replaced' })
      .where('job', '=', job)
      .where('state', '=', 'waiting')
      .execute();
  }

  async #forget(job: string): Promise<void> {
    await this.#parts.db.transaction().execute(async (trx) => {
      await this.#dropWaiting(trx, job);
      await trx.deleteFrom('training_schedule').where('job', '=', job).execute();
    });
  }
}
