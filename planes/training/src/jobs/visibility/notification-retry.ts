const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Waits between the tries: a restart of the receiver is over after the first ones, a night without it before the last. */
const WAITS_MS = [10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * 60 * MINUTE, 8 * 60 * MINUTE];

/** When a notification is tried again after `tries` of them failed, in milliseconds since 1970; null when it is given up. */
export const nextTryAt = (tries: number, now: number): number | null => {
  const wait = WAITS_MS[tries - 1];
  return wait === undefined ? null : now + wait;
};
