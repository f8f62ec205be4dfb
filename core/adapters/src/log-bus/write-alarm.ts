import type { Clock, Logger } from '@slipway/platform';

/** One line per write would fill the disk that is full already. */
const REPEAT_MS = 10_000;

/** Says that the disk takes nothing: once at the beginning, then from time to time, and when it is over. */
export class WriteAlarm {
  readonly #logger: Logger | undefined;
  readonly #clock: Clock;
  #reason: string | null = null;
  #saidAt = 0;
  #dropped = 0;

  constructor(logger: Logger | undefined, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Why the last write failed; null when it did not. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Predictions dropped since the writer was opened. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @param dropped predictions that this failure costs; 0 when they are refused */
  failed(error: Error, dropped: number): void {
    this.#dropped += dropped;
    const now = this.#clock.now();
    const first = this.#reason === null;
    this.#reason = error.message;
    if (!first && now - this.#saidAt < REPEAT_MS) return;
    this.#saidAt = now;
    const what = dropped > 0 ? 'predictions are answered without a row and counted' : 'appends are refused';
    this.#logger?.error(
      { err: error, droppedRows: this.#dropped },
      `the prediction log takes nothing: ${what}`,
    );
  }

  worked(): void {
    if (this.#reason === null) return;
    this.#reason = null;
    this.#logger?.warn({ droppedRows: this.#dropped }, 'the prediction log takes records again');
  }
}
