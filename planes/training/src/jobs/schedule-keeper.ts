import type { Job } from '@slipway/contracts';
import type { Clock, Logger } from '@slipway/platform';
import type { PgBoss } from 'pg-boss';

type Schedule = NonNullable<Job['schedule']>;

const QUEUE = 'training-schedules';

/** Starts a run because its time has come. The same `occurrence` again must not start another one. */
export type OnSchedule = (job: string, occurrence: string) => Promise<void>;

export interface ScheduleKeeperOptions {
  readonly engine: PgBoss;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pollingSeconds: number;
}

/** Cron schedules of jobs, kept and evaluated by pg-boss. Ticks that were missed while it was down are made up for once. */
export class ScheduleKeeper {
  readonly #engine: PgBoss;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #pollingSeconds: number;

  constructor({ engine, clock, logger, pollingSeconds }: ScheduleKeeperOptions) {
    this.#engine = engine;
    this.#clock = clock;
    this.#logger = logger;
    this.#pollingSeconds = pollingSeconds;
  }

  /** After the engine has started. */
  async open(onSchedule: OnSchedule): Promise<void> {
    await this.#engine.createQueue(QUEUE, { retryLimit: 3, retryDelay: 2, retryBackoff: true });
    await this.#engine.work<{ job: string }>(
      QUEUE,
      { pollingIntervalSeconds: this.#pollingSeconds },
      async (occurrences) => {
        for (const { id, data } of occurrences) await onSchedule(data.job, id);
      },
    );
  }

  /** Why a schedule cannot be used; null when it can. */
  judge({ cron, timezone }: Schedule): string | null {
    try {
      const [next] = this.#occurrences({ cron, timezone });
      return next === undefined ? `"${cron}" never comes` : null;
    } catch (error) {
      return `"${cron}" in ${timezone} cannot be used: ${(error as Error).message}`;
    }
  }

  /** When the next run is due; null when a stored schedule can no longer be read. */
  nextRunAt(schedule: Schedule): string | null {
    try {
      return this.#occurrences(schedule)[0]?.toISOString() ?? null;
    } catch (error) {
      this.#logger.warn({ err: error, schedule }, 'a schedule cannot be read');
      return null;
    }
  }

  /** Null clears it. */
  async set(job: string, schedule: Schedule | null): Promise<void> {
    if (schedule === null) return this.#engine.unschedule(QUEUE, job);
    const { cron, timezone } = schedule;
    await this.#engine.schedule(QUEUE, cron, { job }, { key: job, tz: timezone, missed: 'once' });
  }

  /** Makes the kept schedules equal to those given. */
  async restore(schedules: ReadonlyMap<string, Schedule | null>): Promise<void> {
    const kept = await this.#engine.getSchedules(QUEUE);
    for (const { key } of kept) if (!schedules.get(key)) await this.set(key, null);
    for (const [job, schedule] of schedules) {
      const current = kept.find(({ key }) => key === job);
      const same = current?.cron === schedule?.cron && current?.timezone === schedule?.timezone;
      if (schedule && !same) await this.set(job, schedule);
    }
  }

  #occurrences({ cron, timezone }: Schedule): Date[] {
    return this.#engine.previewSchedule(cron, {
      tz: timezone,
      count: 1,
      from: new Date(this.#clock.now()),
    });
  }
}
