import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';

/** How long a question is repeated, and what happens before the first repetition. */
export interface Patience {
  readonly milliseconds: number;
  /** Between two tries. */
  readonly everyMs: number;
  readonly onInterruption?: () => void;
}

/** Repeats a question that changes nothing while control does not answer: one that is started anew is back within seconds. Any other error is thrown at once. */
export const askPatiently = async <T>(ask: () => Promise<T>, patience: Patience): Promise<T> => {
  const end = performance.now() + patience.milliseconds;
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (SlipwayError.from(error).kind !== 'unavailable' || performance.now() > end) throw error;
      if (tries === 0) patience.onInterruption?.();
      await sleep(patience.everyMs);
    }
  }
};
