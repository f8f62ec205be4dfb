import { steadyMs } from './steady-clock.ts';

/** setTimeout cannot wait longer; 24.8 days. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * The moment after which a step may not run any more, because somebody else may have it then. It is moved on while its lease
 * lives. After a stop of this process (SIGSTOP) what has passed meanwhile is noticed before anything else happens.
 */
export class Fence {
  readonly #pass: () => void;
  #timer: NodeJS.Timeout | undefined;
  #passed = false;

  /** @param pass called once, when the moment has come */
  constructor(pass: () => void) {
    this.#pass = pass;
  }

  /** Whether the moment has come; it cannot be moved on any more. */
  get passed(): boolean {
    return this.#passed;
  }

  /** @param until of the steady clock, milliseconds; undefined: no limit */
  set(until: number | undefined): void {
    if (until === undefined || this.#passed) return;
    clearTimeout(this.#timer);
    const remaining = until - steadyMs();
    if (remaining <= 0) {
      this.#passed = true;
      this.#pass();
    } else this.#timer = setTimeout(() => this.set(until), Math.min(Math.ceil(remaining), LONGEST_WAIT_MS));
  }

  /** What is over needs no limit. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
