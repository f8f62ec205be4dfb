import { Cron } from 'croner';

/** Minutes are the finest unit (five fields), and times are UTC, so that no tick is doubled or lost by daylight saving. */
const parse = (pattern: string): Cron => new Cron(pattern, { mode: '5-part', timezone: 'UTC', paused: true });

/** The first tick after `after`, in milliseconds since the epoch; null when there is none. */
export const nextTick = (pattern: string, after: number): number | null =>
  parse(pattern).nextRun(new Date(after))?.getTime() ?? null;

/** The latest tick that is not after `now`; null when there was none. */
export const lastTick = (pattern: string, now: number): number | null =>
  // The library looks for ticks before a time, by whole seconds.
  parse(pattern)
    .previousRuns(1, new Date(Math.floor(now / 1000) * 1000 + 1000))[0]
    ?.getTime() ?? null;

/** Why a pattern cannot be a schedule; null when it can. */
export const scheduleProblem = (pattern: string, now: number): string | null => {
  try {
    const cron = parse(pattern);
    if (cron.getOnce() !== null) return 'is a date and not a cron pattern';
    return cron.nextRun(new Date(now)) === null ? 'never comes due' : null;
  } catch (error) {
    return `is not a cron pattern of five fields: ${(error as Error).message.replace(/^CronPattern: /, '')}`;
  }
};
