import { RollingSums, WINDOW_SECONDS } from './rolling-sums.ts';

/** With less traffic than this stands for, a share of it would not even allow one retry. */
const LEAST_PER_SECOND = 3;

const REQUESTS = 0;
const TRIES = 1;

/** `retry`: because a try failed. `hedge`: because it takes long. */
export type FurtherTry = 'retry' | 'hedge';

/** Counts since the start. */
export interface RetryStatistics {
  readonly requests: number;
  readonly retries: number;
  readonly hedges: number;
  /** Further tries that were not made because the budget was spent. */
  readonly refused: number;
}

/**
 * How many further tries (retries and hedges) the requests to one variant may make: a share of the requests of the last ten
 * seconds. Without it, retries multiply the load on what is failing under load.
 * Source: the retry budgets of Finagle (token bucket over a window with a minimum per second).
 */
export class RetryBudget {
  /** Further tries per request, 0 to 1; `retryBudget` of the serving parameters. */
  share: number;
  readonly #sums = new RollingSums(2);
  readonly #counts = { requests: 0, retries: 0, hedges: 0, refused: 0 };

  constructor(share: number) {
    this.share = share;
  }

  noteRequest(now: number): void {
    this.#sums.add(REQUESTS, 1, now);
    this.#counts.requests += 1;
  }

  /** Takes one further try out of the budget; false when it is spent. */
  take(kind: FurtherTry, now: number): boolean {
    const allowed = Math.max(LEAST_PER_SECOND * WINDOW_SECONDS, this.share * this.#sums.sum(REQUESTS, now));
    if (this.#sums.sum(TRIES, now) >= allowed) {
      this.#counts.refused += 1;
      return false;
    }
    this.#sums.add(TRIES, 1, now);
    this.#count(kind);
    return true;
  }

  /** A retry after a try that has reached nobody: it adds no load, and costs nothing. */
  noteFreeRetry(): void {
    this.#count('retry');
  }

  statistics(): RetryStatistics {
    return { ...this.#counts };
  }

  #count(kind: FurtherTry): void {
    if (kind === 'retry') this.#counts.retries += 1;
    else this.#counts.hedges += 1;
  }
}
