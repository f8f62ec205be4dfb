import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { AdaptiveLimit } from './adaptive-limit.ts';

/** What goes first when not all can be served; header `x-slipway-priority`. */
export type Priority = 'high' | 'normal' | 'low';

/** Share of the limit that requests of a priority may fill. The rest is kept for the more urgent. */
const SHARE: Readonly<Record<Priority, number>> = { high: 1, normal: 0.9, low: 0.7 };

/** The priority that a header names; anything else is normal. */
export const priorityOf = (header: unknown): Priority =>
  header === 'high' || header === 'low' ? header : 'normal';

/** How many requests of a priority may be under way; at least one, and with a small limit the same for all but low ones. */
export const roomFor = (priority: Priority, limit: number): number =>
  Math.max(1, Math.ceil(SHARE[priority] * limit));

export interface AdmissionRules {
  /** `concurrency` of the serving parameters; null: learnt from the latency. */
  readonly concurrency: number | null;
  /** Deadline of a request, ms. */
  readonly timeoutMs: number;
}

/** Lets requests of one endpoint in while there is room, and refuses the less urgent first. */
export class Admission {
  readonly #endpoint: string;
  readonly #adaptive = new AdaptiveLimit();
  readonly #shed: Record<Priority, number> = { high: 0, normal: 0, low: 0 };
  #rules: AdmissionRules;
  #inFlight = 0;

  constructor(endpoint: string, rules: AdmissionRules) {
    this.#endpoint = endpoint;
    this.#rules = rules;
  }

  /** New serving parameters; what is under way stays. */
  set rules(rules: AdmissionRules) {
    this.#rules = rules;
  }

  /** Requests that may be under way now. */
  get limit(): number {
    return this.#rules.concurrency ?? this.#adaptive.value;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests refused since the start, by priority. */
  get shed(): Readonly<Record<Priority, number>> {
    return this.#shed;
  }

  /**
   * A request begins. Call what it returns exactly once at its end, with false when its time says nothing about the
   * predictors: refused input, an answer from the cache. Throws OVERLOADED.
   */
  enter(priority: Priority): (measured?: boolean) => void {
    if (this.#inFlight >= roomFor(priority, this.limit)) {
      this.#shed[priority] += 1;
      throw new SlipwayError('OVERLOADED', { endpoint: this.#endpoint, inFlight: this.#inFlight });
    }
    this.#inFlight += 1;
    const began = performance.now();
    return (measured = true) => {
      if (measured && this.#rules.concurrency === null) {
        const now = performance.now();
        this.#adaptive.sample(now - began, this.#inFlight, this.#rules.timeoutMs, now);
      }
      this.#inFlight -= 1;
    };
  }
}
