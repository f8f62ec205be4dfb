import type { Job } from '@slipway/contracts';
import type { Clock, Logger } from '@slipway/platform';
import type { PgBoss } from 'pg-boss';
import { policyOf } from './tick-decision.ts';

type Schedule = NonNullable<Job['schedule']>;

/** Ticks after a time, oldest first, at most `count`. Times are milliseconds since 1970. Throws for what is no schedule. */
export type TicksAfter = (
  schedule: Pick<Schedule, 'cron' | 'timezone'>,
  after: number,
  count: number,
) => number[];

/** Begins with what a look a minute late has to see; widened fourfold until enough ticks are in it. */
const FIRST_WINDOW_MS = 60_000;

/**
 * The newest `most` ticks after `after` and not after `now`, oldest first. It looks back from now: years of absence cost as much
 * as an hour.
 */
export const newestTicks = (
  ticksAfter: (after: number, count: number) => number[],
  after: number,
  now: number,
  most: number,
): number[] => {
  for (let window = FIRST_WINDOW_MS; ; window *= 4) {
    const from = Math.max(after, now - window);
    const found = dueTicks(ticksAfter, from, now);
    if (from === after || found.length >= most) return found.slice(-most);
  }
};

/** Ticks asked for at once: few at first, because those of a rare schedule are dear; pg-boss tells at most 1,000. */
const FIRST_PAGE = 4;
const LARGEST_PAGE = 500;

const dueTicks = (
  ticksAfter: (after: number, count: number) => number[],
  after: number,
  now: number,
): number[] => {
  const all: number[] = [];
  for (let from = after, size = FIRST_PAGE; ; size = Math.min(size * 4, LARGEST_PAGE)) {
    const page = ticksAfter(from, size);
    all.push(...page.filter((tick) => tick <= now));
    const last = page.at(-1);
    if (last === undefined || last > now || page.length < size) return all;
    from = last;
  }
};

/**
 * When schedules tick, by the calendar of pg-boss: a tick in an hour that a clock change leaves out comes an hour later, one in a
 * doubled hour comes once, and a schedule of every so many minutes goes on through both.
 */
export class ScheduleCalendar {
  readonly #engine: PgBoss;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(engine: PgBoss, clock: Clock, logger: Logger) {
    this.#engine = engine;
    this.#clock = clock;
    this.#logger = logger;
  }

  readonly ticksAfter: TicksAfter = ({ cron, timezone }, after, count) =>
    this.#engine
      .previewSchedule(cron, { tz: timezone, count, from: new Date(after) })
      .map((tick) => tick.getTime());

  /** Why a schedule cannot be used; null when it can. */
  judge(schedule: Schedule): string | null {
    const { cron, timezone } = schedule;
    const { catchUp, overlap } = policyOf(schedule);
    try {
      if (this.ticksAfter(schedule, this.#clock.now(), 1).length === 0) return `"${cron}" never comes`;
    } catch (error) {
      return `"${cron}" in ${timezone} cannot be used: ${(error as Error).message}`;
    }
    if (catchUp === 'all' && overlap !== 'queue')
      return `catchUp "all" needs overlap "queue": with "${overlap}" the runs made up for would be in each other's way`;
    return null;
  }

  /** When the next run is due; null when a stored schedule can no longer be read. */
  nextRunAt(schedule: Schedule): string | null {
    try {
      const [next] = this.ticksAfter(schedule, this.#clock.now(), 1);
      return next === undefined ? null : new Date(next).toISOString();
    } catch (error) {
      this.#logger.warn({ err: error, schedule }, 'a schedule cannot be read');
      return null;
    }
  }
}
