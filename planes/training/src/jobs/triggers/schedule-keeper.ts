import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger, Service } from '@slipway/platform';
import type { PgBoss } from 'pg-boss';
import type { WakeUp } from '../wake-up.ts';
import type { ScheduleCalendar } from './schedule-calendar.ts';
import type { ScheduledJob, TickBook } from './tick-book.ts';

/** Where versions before kept schedules in pg-boss. */
const FORMER_QUEUE = 'training-schedules';
/** Steps that begin and end wake the keeper; it looks no more often than this. */
const QUIET_MS = 200;

/** Starts a run because its time has come; the same `occurrence` again returns the run that it started. */
export type StartScheduled = (job: string, occurrence: string) => Promise<string>;

export interface ScheduleKeeperParts {
  readonly engine: PgBoss;
  readonly calendar: ScheduleCalendar;
  readonly ticks: TickBook;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Longest time between two looks. */
  readonly pollSeconds: number;
  readonly start: StartScheduled;
  /** Ends a run to make room; it may have ended by itself. */
  readonly cancel: (run: string) => Promise<void>;
}

/** Starts runs when their time has come. What is decided is in the tables before a run begins, so a crash at any moment loses and doubles none. */
export class ScheduleKeeper {
  readonly #parts: ScheduleKeeperParts;
  readonly #stopping = new AbortController();
  readonly #known = new Map<string, { readonly key: string; readonly at: number }>();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: ScheduleKeeperParts) {
    this.#parts = parts;
  }

  readonly service: Service = {
    name: 'schedule keeper',
    start: async () => {
      await this.#leaveFormerQueue();
      this.#loop = this.#keep();
    },
    stop: async () => {
      this.#stopping.abort();
      await this.#loop;
    },
  };

  async #leaveFormerQueue(): Promise<void> {
    const { engine } = this.#parts;
    for (const { key } of await engine.getSchedules(FORMER_QUEUE)) await engine.unschedule(FORMER_QUEUE, key);
  }

  async #keep(): Promise<void> {
    const { wakeUp, clock, logger, pollSeconds } = this.#parts;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const seen = wakeUp.count;
      let next = Number.POSITIVE_INFINITY;
      try {
        next = await this.#look();
      } catch (error) {
        if (!signal.aborted) logger.error({ err: error }, 'schedules could not be looked at');
      }
      await sleep(QUIET_MS, undefined, { signal }).catch(() => undefined);
      const wait = Math.min(pollSeconds * 1000, next - clock.now());
      if (wait > 0) await wakeUp.wait(seen, wait, signal);
    }
  }

  /** Looks at every schedule once. Returns when the next tick is due, in milliseconds since 1970. */
  async #look(): Promise<number> {
    const { ticks, logger } = this.#parts;
    let next = Number.POSITIVE_INFINITY;
    for (const scheduled of await ticks.scheduled()) {
      if (this.#stopping.signal.aborted) break;
      try {
        next = Math.min(next, await this.#lookAt(scheduled));
      } catch (error) {
        if (!this.#stopping.signal.aborted)
          logger.error({ err: error, job: scheduled.job }, 'a schedule could not be followed');
      }
    }
    return next;
  }

  async #lookAt(scheduled: ScheduledJob): Promise<number> {
    const { ticks, clock } = this.#parts;
    const { decidedUntil } = scheduled;
    if (decidedUntil === null) {
      await ticks.begin(scheduled);
      return this.#nextTick(scheduled, clock.now());
    }
    const next = this.#nextTick(scheduled, decidedUntil);
    const due = next <= clock.now();
    if (due) await ticks.decide(scheduled);
    if (due || scheduled.hasWaiting) await this.#startNext(scheduled);
    return due ? this.#nextTick(scheduled, clock.now()) : next;
  }

  /** The first tick after a time; Infinity when there is none. Looked up once, because a look at a calendar is dear and looks are many. */
  #nextTick({ job, schedule }: ScheduledJob, after: number): number {
    const { calendar, logger } = this.#parts;
    const key = `${schedule.cron} ${schedule.timezone} ${after}`;
    const known = this.#known.get(job);
    if (known?.key === key) return known.at;
    let at = Number.POSITIVE_INFINITY;
    try {
      at = calendar.ticksAfter(schedule, after, 1)[0] ?? at;
    } catch (error) {
      logger.error({ err: error, job, schedule }, 'a schedule cannot be read, and starts nothing');
    }
    this.#known.set(job, { key, at });
    return at;
  }

  async #startNext({ job, schedule }: ScheduledJob): Promise<void> {
    const { ticks, logger, start, cancel } = this.#parts;
    const at = await ticks.nextWaiting(job);
    if (at === null) return;
    const active = await ticks.activeRun(job);
    if (active !== null) {
      if (schedule.overlap === 'replace') await cancel(active);
      return;
    }
    const run = await start(job, at);
    await ticks.started(job, at, run);
    logger.info({ job, run, tick: at }, 'the schedule started a run');
  }
}
