import { performance } from 'node:perf_hooks';
/** Something that is to be looked at when its time has come, if nothing has come before. */
export interface Due {
  /** On the clock of `performance.now()`; changed only while it does not wait. */
  readonly dueAt: number;
  /** For `Deadlines`: its place; null while it does not wait. */
  place: number | null;
  /** Its time has come; it does not wait any more. */
  tick(now: number): void;
}

/** Timers count whole milliseconds and may come a little early. */
const EARLY_MS = 0.5;

/**
 * Deadlines of many requests under way with one timer, for the first of them. Nearly all are answered long before: a timer for each
 * would cost more than to look at those that still wait when the one goes off. It stays when nothing waits any more, for a busy
 * gateway has nothing under way many times in a second; only the process is not kept alive then.
 */
export class Deadlines {
  /**
   * Without gaps up to `#count`, and null behind. Not a Set: the tables that it leaves behind while it grows and shrinks hold on to
   * requests that are long answered, until the whole heap is collected.
   */
  readonly #waiting: (Due | null)[] = [];
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  /** @param due does not wait yet */
  add(due: Due): void {
    due.place = this.#count;
    this.#waiting[this.#count] = due;
    this.#count += 1;
    if (due.dueAt < this.#timerAt) this.#set(due.dueAt);
    else if (this.#count === 1) this.#timer?.ref();
  }

  /** Whether it waits or not. */
  remove(due: Due): void {
    const { place } = due;
    if (place === null) return;
    this.#count -= 1;
    const last = this.#waiting[this.#count]!;
    this.#waiting[place] = last;
    last.place = place;
    this.#waiting[this.#count] = null;
    due.place = null;
    if (this.#count === 0) this.#timer?.unref();
  }

  #set(at: number): void {
    clearTimeout(this.#timer);
    this.#timerAt = at;
    if (at === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(1, Math.ceil(at - performance.now()));
    this.#timer = setTimeout(() => this.#goOff(), wait);
  }

  #goOff(): void {
    const now = performance.now() + EARLY_MS;
    // What a tick adds sets the timer anew; what waits already must not be forgotten because of it.
    this.#timerAt = Number.POSITIVE_INFINITY;
    for (const due of this.#waiting.slice(0, this.#count) as Due[]) {
      if (due.place === null || due.dueAt > now) continue;
      this.remove(due);
      due.tick(now);
    }
    let first = Number.POSITIVE_INFINITY;
    for (let place = 0; place < this.#count; place++) first = Math.min(first, this.#waiting[place]!.dueAt);
    this.#set(first);
  }
}
