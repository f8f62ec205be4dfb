import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';

/** A process that crashed is back within seconds; one that is gone for longer than this needs a person. */
const PATIENCE_MS = 60_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

/** The waits between tries: twice as long each time, up to 5 s. */
export const waitAfter = (tries: number): number => Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS);

/** Whether the other side was only away. */
export const isAway = (error: unknown): boolean =>
  error instanceof SlipwayError && error.kind === 'unavailable';

/** Repeats an idempotent call while the other side is away, for up to a minute. Any other error is thrown at once. */
export const callPersistently = async <T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  const end = performance.now() + PATIENCE_MS;
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!isAway(error) || performance.now() > end || signal.aborted) throw error;
      await sleep(waitAfter(tries), undefined, { signal });
    }
  }
};
