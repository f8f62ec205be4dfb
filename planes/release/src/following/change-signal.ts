/** Tells those who wait in this process that something was committed. */
export class ChangeSignal {
  readonly #waiting = new Set<() => void>();

  notify(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the next change, after `milliseconds`, or when the signal aborts, whichever is first. */
  wait(milliseconds: number, signal: AbortSignal): { readonly over: Promise<void>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      this.#waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    return { over: promise, cancel: wake };
  }
}
