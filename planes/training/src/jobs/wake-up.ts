import { setTimeout as sleep } from 'node:timers/promises';

/** Wakes those who wait for work in this process. A call between looking and waiting is not missed: compare `count`. */
export class WakeUp {
  #count = 0;
  #call = new AbortController();

  /** How often there was a call. */
  get count(): number {
    return this.#count;
  }

  call(): void {
    this.#count += 1;
    this.#call.abort();
    this.#call = new AbortController();
  }

  /** Waits for a call after `since`, for the time to pass, or for the signal. */
  async wait(since: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== since || signal.aborted) return;
    await sleep(milliseconds, undefined, { signal: AbortSignal.any([this.#call.signal, signal]) }).catch(
      () => undefined,
    );
  }
}
