import type { CountRecord } from '@slipway/contracts';

/** What was answered without a row and is not written yet, per endpoint. */
export class PendingCounts {
  readonly #gateway: string;
  readonly #now: () => number;
  #counts = new Map<string, { sampledOut: number; dropped: number }>();

  constructor(gateway: string, now: () => number) {
    this.#gateway = gateway;
    this.#now = now;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add(endpoint: string, { sampledOut, dropped }: { sampledOut: number; dropped: number }): void {
    const known = this.#counts.get(endpoint);
    if (known) {
      known.sampledOut += sampledOut;
      known.dropped += dropped;
    } else this.#counts.set(endpoint, { sampledOut, dropped });
  }

  /** One record per endpoint; forget them with `clear` once they are written. */
  records(): CountRecord[] {
    const at = this.#now();
    return [...this.#counts].map(([endpoint, { sampledOut, dropped }]) => ({
      kind: 'count',
      at,
      gateway: this.#gateway,
      endpoint,
      answered: sampledOut + dropped,
      sampledOut,
      dropped,
    }));
  }

  /** An empty map is left alone: V8 gives each map that is cleared a new table, an old one's in the old generation. */
  clear(): void {
    if (this.#counts.size > 0) this.#counts.clear();
  }
}
