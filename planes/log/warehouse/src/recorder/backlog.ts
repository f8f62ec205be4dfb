import type { Clock } from '@slipway/platform';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 60_000;

/** Segments that failed, each with the time of its next attempt: one that cannot be read must not hold up the others. */
export class Backlog {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { attempts: number; dueAt: number; reason: string }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The reason of a failure; null when none is open. */
  get reason(): string | null {
    for (const { reason } of this.#failures.values()) return reason;
    return null;
  }

  isDue(id: string): boolean {
    return this.#clock.now() >= (this.#failures.get(id)?.dueAt ?? 0);
  }

  /** Notes a failure; returns the milliseconds until the next attempt, doubling from 0.5 s to 60 s. */
  failed(id: string, error: unknown): number {
    const attempts = (this.#failures.get(id)?.attempts ?? 0) + 1;
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures.set(id, { attempts, dueAt: this.#clock.now() + delayMs, reason });
    return delayMs;
  }

  done(id: string): void {
    this.#failures.delete(id);
  }

  /** Forgets segments that are no longer in the spool. */
  keepOnly(ids: readonly string[]): void {
    if (this.#failures.size === 0) return;
    const present = new Set(ids);
    for (const id of this.#failures.keys()) if (!present.has(id)) this.#failures.delete(id);
  }
}
