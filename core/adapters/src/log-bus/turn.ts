/** The appends of one turn of the event loop: they are written together, and all of them or none. */
export class Turn {
  #strict: PromiseWithResolvers<void> | null = null;
  #lenient: PromiseWithResolvers<void> | null = null;

  /** Settles with the write. */
  get strict(): Promise<void> {
    this.#strict ??= Promise.withResolvers();
    return this.#strict.promise;
  }

  /** Resolves after the write, whatever became of it. */
  get lenient(): Promise<void> {
    this.#lenient ??= Promise.withResolvers();
    return this.#lenient.promise;
  }

  settle(failure: Error | null): void {
    this.#lenient?.resolve();
    if (failure) this.#strict?.reject(failure);
    else this.#strict?.resolve();
  }
}
