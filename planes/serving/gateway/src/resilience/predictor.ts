import { performance } from 'node:perf_hooks';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.ts';
import type { PredictorAnswer } from './exchange.ts';
import { isUnreachable } from './http-line.ts';
import { ejectionMs, type PredictorRecord } from './outlier-ejection.ts';
import type { Line, LineEvents, Outcome, Query, Sent, Verdict } from './query.ts';
import { RollingSums } from './rolling-sums.ts';

/**
 * `ready`: gets traffic. `suspect`: did not answer in time or broke a connection; gets traffic only when nothing else is ready,
 * because a slow predictor is better than none. `down`: cannot be reached or says that it is not ready. `refused`: serves
 * another release than its variant, and gets nothing. `unknown`: not asked yet.
 */
export type PredictorState = 'unknown' | 'ready' | 'suspect' | 'down' | 'refused';

/** What tells one predictor of one release from every other. */
export interface PredictorTarget {
  readonly id: string;
  readonly address: string;
  readonly deployment: string;
  readonly release: string;
}

export const targetKey = ({ id, address, deployment, release }: PredictorTarget): string =>
  JSON.stringify([deployment, id, address, release]);

/** A predictor as metrics show it; counts since it was first used. */
export interface PredictorStatistics extends PredictorTarget {
  readonly state: PredictorState;
  readonly reason: string;
  readonly breaker: BreakerState;
  readonly ejected: boolean;
  readonly ejections: number;
  /** Requests under way. */
  readonly inFlight: number;
  readonly requests: number;
  /** Exchanges that carried them: fewer, because requests of one turn travel together. */
  readonly exchanges: number;
  readonly failures: number;
}

/** An ejection is forgotten after this time without another one. */
const EJECTION_MEMORY_MS = 60_000;

const EXCHANGES = 0;
const FAILURES = 1;
const ANSWERS = 2;
const ANSWER_MS = 3;

/** A predictor as the gateway knows it: the way to it, what it did, and whether it gets traffic. */
export class Predictor implements LineEvents {
  readonly target: PredictorTarget;
  readonly key: string;
  readonly #line: Line;
  readonly #recheck: (predictor: Predictor) => void;
  readonly #breaker = new CircuitBreaker();
  readonly #window = new RollingSums(4);
  #state: PredictorState = 'unknown';
  #reason = 'it was not asked yet';
  #takesBinary = false;
  #inFlight = 0;
  #requests = 0;
  #exchanges = 0;
  #failures = 0;
  #lastSignAt = Number.NEGATIVE_INFINITY;
  #ejectedUntil = Number.NEGATIVE_INFINITY;
  #ejectionsInARow = 0;
  #ejections = 0;

  /** @param recheck called when a request finds the predictor broken, so that its health is asked at once */
  constructor(
    target: PredictorTarget,
    openLine: (events: LineEvents) => Line,
    recheck: (predictor: Predictor) => void,
  ) {
    this.target = target;
    this.key = targetKey(target);
    this.#line = openLine(this);
    this.#recheck = recheck;
  }

  get takesBinary(): boolean {
    return this.#takesBinary;
  }

  /** The extensions of the protocol that it names in its metadata. */
  markExtensions(extensions: readonly unknown[]): void {
    this.#takesBinary = extensions.includes('binary_tensor_data');
  }

  get state(): PredictorState {
    return this.#state;
  }

  /** Why it does not get traffic; empty when ready. */
  get reason(): string {
    return this.#reason;
  }

  /** How busy it is, for picking: requests under way; those that still gather to travel as one do not count. */
  get load(): number {
    return this.#inFlight - this.#line.gathering;
  }

  /** When it last answered anything, on the clock of `performance.now()`. */
  get lastSignAt(): number {
    return this.#lastSignAt;
  }

  /** False while its circuit breaker is open, or half-open with a request under way. */
  allows(now: number): boolean {
    return this.#breaker.allows(now);
  }

  isEjected(now: number): boolean {
    return now < this.#ejectedUntil;
  }

  /** What it did in the last ten seconds, against its siblings. */
  record(now: number): PredictorRecord {
    const answers = this.#window.sum(ANSWERS, now);
    return {
      exchanges: this.#window.sum(EXCHANGES, now),
      failures: this.#window.sum(FAILURES, now),
      meanMs: answers === 0 ? 0 : this.#window.sum(ANSWER_MS, now) / answers,
      ejected: this.isEjected(now),
    };
  }

  /** Leaves it out for a time that grows with every ejection in a row; then it starts afresh. */
  eject(now: number): void {
    if (now - this.#ejectedUntil > EJECTION_MEMORY_MS) this.#ejectionsInARow = 0;
    this.#ejectedUntil = now + ejectionMs(this.#ejectionsInARow);
    this.#ejectionsInARow += 1;
    this.#ejections += 1;
    this.#window.clear();
  }

  /** Starts a request; `settle` is called once, later, unless it is given up. */
  ask(query: Query, settle: (outcome: Outcome) => void): Sent {
    this.#inFlight += 1;
    this.#requests += 1;
    this.#breaker.begin();
    const sent = this.#line.send(query, (outcome) => {
      this.#inFlight -= 1;
      settle(outcome);
    });
    return {
      giveUp: (slow) => {
        this.#inFlight -= 1;
        sent.giveUp(slow);
      },
    };
  }

  /** It let a request wait for too long: others should go elsewhere until its health is known again. */
  markSlow(): void {
    if (this.#state === 'ready') this.#become('suspect', 'it did not answer in time');
    this.#recheck(this);
  }

  /** What its health check answered. */
  markHealth(answer: Pick<PredictorAnswer, 'status' | 'release'>): void {
    if (this.refusalOf(answer.release) !== null) return;
    if (answer.status !== 200) {
      this.#become('down', `it is not ready (status ${answer.status})`);
      return;
    }
    // After it could not be reached this is another process.
    if (this.#state === 'down') this.#breaker.reset();
    this.#become('ready', '');
  }

  /** Its health check got no answer: too slow, or no connection. */
  markSilent(error: Error): void {
    if (isUnreachable(error))
      this.#become('down', `it cannot be reached (${(error as NodeJS.ErrnoException).code})`);
    else if (this.#state === 'ready') this.#become('suspect', error.message);
  }

  refusalOf(release: string | null): string | null {
    if (release === null || release === this.target.release) return null;
    const reason = `it serves release ${release}, not ${this.target.release}`;
    this.#become('refused', reason);
    return reason;
  }

  ended(how: Verdict, milliseconds: number, now: number): void {
    this.#exchanges += 1;
    if (how === 'neutral') {
      this.#breaker.abandon();
      return;
    }
    this.#window.add(EXCHANGES, 1, now);
    if (how === 'bad') {
      this.#failures += 1;
      this.#window.add(FAILURES, 1, now);
      this.#breaker.failure(now);
      return;
    }
    this.#lastSignAt = now;
    this.#window.add(ANSWERS, 1, now);
    this.#window.add(ANSWER_MS, milliseconds, now);
    this.#breaker.success(now);
  }

  broke(error: Error): void {
    this.markSilent(error);
    this.#recheck(this);
  }

  statistics(): PredictorStatistics {
    const now = performance.now();
    return {
      ...this.target,
      state: this.#state,
      reason: this.#reason,
      breaker: this.#breaker.state(now),
      ejected: this.isEjected(now),
      ejections: this.#ejections,
      inFlight: this.#inFlight,
      requests: this.#requests,
      exchanges: this.#exchanges,
      failures: this.#failures,
    };
  }

  /** Ends the connections when the requests on them are answered. */
  async close(): Promise<void> {
    await this.#line.close();
  }

  #become(state: PredictorState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
  }
}
