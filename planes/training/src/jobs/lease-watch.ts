import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger, Service } from '@slipway/platform';
import { steadyMs } from '@slipway/platform/steady';
import type { LeaseBook } from './lease-book.ts';
import { judgeSilence } from './silence.ts';

export interface LeaseWatchOptions {
  readonly leases: LeaseBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseSeconds: number;
}

/**
 * Ends the leases of silent workers. It counts only silence that it could have heard: it begins, once the routes are served,
 * by giving every worker the full time of a lease. Workers rely on that while they know the job server to be dead.
 */
export const createLeaseWatch = ({ leases, clock, logger, leaseSeconds }: LeaseWatchOptions): Service => {
  const intervalMs = Math.min(1000, (leaseSeconds * 1000) / 4);
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  const watch = async () => {
    let lookedAt = { wall: clock.now(), steady: steadyMs() };
    let waited = false;
    while (!stopping.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        const now = { wall: clock.now(), steady: steadyMs() };
        const between = { wallMs: now.wall - lookedAt.wall, steadyMs: now.steady - lookedAt.steady };
        lookedAt = now;
        const conclusion = judgeSilence({ ...between, intervalMs, leaseMs: leaseSeconds * 1000, waited });
        waited = conclusion === 'wait';
        if (conclusion === 'extend') {
          logger.warn(between, 'this process was paused or its clock was set: leases are extended');
          await leases.extendAll();
        } else if (conclusion === 'judge') await leases.expire(now.wall);
      } catch (error) {
        logger.error({ err: error }, 'leases could not be checked');
      }
    }
  };
  return {
    name: 'lease watch',
    start: async () => {
      await leases.extendAll();
      loop = watch();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
};
