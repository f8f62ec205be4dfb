import { SlipwayError } from '@slipway/contracts';
import type { ChangeSignal } from './change-signal.ts';

/**
 * A change by another replica of this process is seen by asking the database this often: longer delays what that replica
 * decided, shorter costs an idle laptop a query per follower and period.
 */
const POLL_MILLISECONDS = 1000;

export interface Following {
  /** The revision that the follower has. */
  readonly after: number;
  readonly waitSeconds: number;
  /** Aborts when the follower goes away. */
  readonly signal: AbortSignal;
}

/**
 * Waits, without a transaction, until the revision is not the one that the follower has, or until its time is over.
 * A smaller revision counts as news too: the database may have been restored. Throws UNAVAILABLE when the follower left.
 */
export const followRevision = async (
  changes: ChangeSignal,
  revision: () => Promise<number>,
  { after, waitSeconds, signal }: Following,
): Promise<void> => {
  const end = performance.now() + waitSeconds * 1000;
  for (;;) {
    const left = end - performance.now();
    if (left <= 0) return;
    // Waiting begins before reading: a change between the two would be slept through otherwise.
    const wait = changes.wait(Math.min(left, POLL_MILLISECONDS), signal);
    const current = await revision().catch((error: unknown) => {
      wait.cancel();
      throw error;
    });
    if (current !== after) {
      wait.cancel();
      return;
    }
    await wait.over;
    if (signal.aborted) throw new SlipwayError('UNAVAILABLE', { what: 'The follower' });
  }
};
