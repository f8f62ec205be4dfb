import { Future } from '@slipway/platform';

/** The appends of one turn of the event loop: they are written together, and all of them or none. */
export class Turn {
  readonly #strict: Future<void>[] = [];
  readonly #lenient: Future<void>[] = [];

  /**
   * For one more append.
   * @param strict settles with the write; else it resolves after the write, whatever became of it
   */
  join(strict: boolean): Future<void> {
    const written = new Future<void>();
    (strict ? this.#strict : this.#lenient).push(written);
    return written;
  }

  settle(failure: Error | null): void {
    for (const written of this.#lenient) written.settle();
    for (const written of this.#strict) {
      if (failure) written.fail(failure);
      else written.settle();
    }
  }
}
