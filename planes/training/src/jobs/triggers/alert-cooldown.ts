import type { AlertTrigger } from '@slipway/contracts';

const DEFAULT_MINUTES = 60;

/** The latest run of a job that an alert has started. Times are milliseconds since 1970. */
export interface AlertRun {
  readonly createdAt: number;
  readonly finished: boolean;
}

/** Whether an alert starts no run, because the last one that an alert started goes on, or began less than the cooldown ago. */
export const coolsDown = (trigger: AlertTrigger | undefined, last: AlertRun | null, now: number): boolean => {
  if (last === null) return false;
  const minutes = trigger?.cooldownMinutes ?? DEFAULT_MINUTES;
  return !last.finished || now - last.createdAt < minutes * 60_000;
};
