/** How often something happened, and how long it took in all: what the protocol calls a statistic duration. */
export interface DurationTotals {
  readonly count: number;
  /** Nanoseconds, whole. */
  readonly ns: number;
}

/** Adds up durations. */
export class DurationCount {
  #count = 0;
  #milliseconds = 0;

  add(milliseconds: number): void {
    this.#count += 1;
    this.#milliseconds += milliseconds;
  }

  get count(): number {
    return this.#count;
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }

  get totals(): DurationTotals {
    return { count: this.#count, ns: Math.round(this.#milliseconds * 1e6) };
  }
}
