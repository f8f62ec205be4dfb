import { RollingSums } from './rolling-sums.ts';

/** `closed`: asked as usual. `open`: not asked. `half-open`: one request tries it out. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Fewer failures than this are bad luck: a single broken connection must not take a predictor out. */
const LEAST_FAILURES = 5;
/** Below this share of failures most requests still get their answer at the first try. */
const FAILURE_SHARE = 0.5;
/** First time out. Shorter: it is tried while it is still breaking; longer: a short fault is felt. */
const FIRST_OPEN_MS = 500;
/** Longest time out. Longer: one that recovered idles. */
const LONGEST_OPEN_MS = 8000;

const EXCHANGES = 0;
const FAILURES = 1;

/**
 * Whether a predictor may be asked, decided from its failures of the last ten seconds. It does no I/O and has no clock.
 * Source: the circuit breaker of M. Nygard, Release It!, with a rolling window in place of a counter.
 */
export class CircuitBreaker {
  readonly #sums = new RollingSums(2);
  #openUntil: number | null = null;
  #openings = 0;
  #probing = false;

  state(now: number): BreakerState {
    if (this.#openUntil === null) return 'closed';
    return now < this.#openUntil ? 'open' : 'half-open';
  }

  allows(now: number): boolean {
    if (this.#openUntil === null) return true;
    return now >= this.#openUntil && !this.#probing;
  }

  /** A request is sent to it; `allows` said yes. */
  begin(): void {
    if (this.#openUntil !== null) this.#probing = true;
  }

  success(now: number): void {
    if (this.#openUntil !== null && now >= this.#openUntil) this.reset();
    this.#sums.add(EXCHANGES, 1, now);
  }

  failure(now: number): void {
    this.#sums.add(EXCHANGES, 1, now);
    this.#sums.add(FAILURES, 1, now);
    this.#probing = false;
    // What was under way when it opened says nothing new.
    if (this.state(now) === 'open') return;
    const failures = this.#sums.sum(FAILURES, now);
    const tripped = failures >= LEAST_FAILURES && failures >= FAILURE_SHARE * this.#sums.sum(EXCHANGES, now);
    if (this.#openUntil === null && !tripped) return;
    this.#openUntil = now + Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** this.#openings);
    this.#openings += 1;
  }

  /** A request ended that says nothing about it: given up, or refused because of a full queue. */
  abandon(): void {
    this.#probing = false;
  }

  /** It is as new, e.g. because its process is another one. */
  reset(): void {
    this.#openUntil = null;
    this.#openings = 0;
    this.#probing = false;
    this.#sums.clear();
  }
}
