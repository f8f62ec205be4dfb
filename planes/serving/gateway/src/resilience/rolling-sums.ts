const STEP_MS = 1000;
const STEPS = 10;
export const WINDOW_SECONDS = (STEP_MS * STEPS) / 1000;

/** Sums over the last ten seconds, which leave second by second. Times are of any one clock, ms. */
export class RollingSums {
  readonly #kinds: number;
  readonly #sums: Float64Array;
  #step = Number.NaN;

  /** @param kinds how many things are summed side by side */
  constructor(kinds: number) {
    this.#kinds = kinds;
    this.#sums = new Float64Array(kinds * STEPS);
  }

  add(kind: number, value: number, now: number): void {
    const step = this.#advance(now);
    const at = (step % STEPS) * this.#kinds + kind;
    this.#sums[at] = this.#sums[at]! + value;
  }

  sum(kind: number, now: number): number {
    this.#advance(now);
    let sum = 0;
    for (let at = kind; at < this.#sums.length; at += this.#kinds) sum += this.#sums[at]!;
    return sum;
  }

  clear(): void {
    this.#sums.fill(0);
  }

  #advance(now: number): number {
    const step = Math.floor(now / STEP_MS);
    if (Number.isNaN(this.#step)) this.#step = step;
    const passed = Math.min(step - this.#step, STEPS);
    for (let back = 0; back < passed; back++) {
      const from = ((step - back) % STEPS) * this.#kinds;
      this.#sums.fill(0, from, from + this.#kinds);
    }
    this.#step = Math.max(step, this.#step);
    return this.#step;
  }
}
