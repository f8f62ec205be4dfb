import type { Logger, Service } from '@slipway/platform';
import type { WakeUp } from '../jobs/wake-up.ts';
import type { SearchKeeper } from './search-keeper.ts';

export interface SearchWatchOptions {
  readonly keeper: SearchKeeper;
  readonly wakeUp: WakeUp;
  readonly logger: Logger;
}

/** While a search runs: steps that end wake the watch at once; this is for what another replica does, and for cancelled runs. */
const BUSY_MS = 1000;
/** While none runs: this is for searches that were started on another replica. */
const IDLE_MS = 10_000;

/** Carries every open search on, from the start of the process to its end. */
export const createSearchWatch = ({ keeper, wakeUp, logger }: SearchWatchOptions): Service => {
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  const look = async (): Promise<number> => {
    const open = await keeper.open();
    for (const id of open)
      await keeper.advance(id).catch((error: unknown) => {
        logger.error({ err: error, search: id }, 'a search could not go on; it is tried again');
      });
    return open.length;
  };
  const watch = async () => {
    while (!stopping.signal.aborted) {
      const seen = wakeUp.count;
      const open = await look().catch((error: unknown) => {
        logger.error({ err: error }, 'searches could not be looked at');
        return 1;
      });
      await wakeUp.wait(seen, open > 0 ? BUSY_MS : IDLE_MS, stopping.signal);
    }
  };
  return {
    name: 'search watch',
    start: async () => {
      loop = watch();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
};
