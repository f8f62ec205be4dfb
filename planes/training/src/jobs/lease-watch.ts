import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger, Service } from '@slipway/platform';
import type { LeaseBook } from './lease-book.ts';

export interface LeaseWatchOptions {
  readonly leases: LeaseBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseSeconds: number;
}

/**
 * Ends the leases of silent workers. It counts only silence that it could have heard: after a restart, or after the whole
 * machine slept, every worker gets the full time of a lease once more.
 */
export const createLeaseWatch = ({ leases, clock, logger, leaseSeconds }: LeaseWatchOptions): Service => {
  const intervalMs = Math.min(1000, (leaseSeconds * 1000) / 4);
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  const watch = async () => {
    let lookedAt = clock.now();
    while (!stopping.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        const pausedMs = clock.now() - lookedAt;
        lookedAt = clock.now();
        if (pausedMs > leaseSeconds * 1000) {
          logger.warn({ pausedMs }, 'this process was paused: leases are extended');
          await leases.extendAll();
        } else await leases.expire();
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
