/** Time as a dependency, so that rules about it can be tested. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC of a clock's now. */
export const timestamp = (clock: Clock): string => new Date(clock.now()).toISOString();
