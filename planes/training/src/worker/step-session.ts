import { setTimeout as sleep } from 'node:timers/promises';
import { type MetricPoint, SlipwayError, type StepOutput, trainingRoutes } from '@slipway/contracts';
import { type Clock, type ContractClient, type Logger, timestamp } from '@slipway/platform';
import { LineBuffer, type StepLine } from './line-buffer.ts';
import { isAway, waitAfter } from './persistent-call.ts';
import { isPassing, type ReportedFailure } from './step-failed.ts';

/** Why the work on a step must end before it is done. */
export type Interruption = 'cancelled' | 'lease-lost' | 'worker-stops';

export interface StepSessionOptions {
  readonly control: ContractClient;
  readonly lease: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** What the step has logged since the last time; asked before every heartbeat, and with `final` once at the end. */
  readonly readMetrics: (final: boolean) => Promise<readonly MetricPoint[]>;
}

const CALL_TIMEOUT_MS = 10_000;
const METRICS_PER_BEAT = 5000;

/**
 * One lease, from the worker's side: sends heartbeats with lines and metrics, hears of interruptions, and hands in the
 * result. When the job server is away it keeps what there is to say and goes on, because nobody else can take the step
 * either; when it is back, the lease goes on, or is lost.
 */
export class StepSession {
  readonly #options: StepSessionOptions;
  readonly #lines = new LineBuffer();
  readonly #interrupted = new AbortController();
  readonly #beating = new AbortController();
  readonly #stopping = new AbortController();
  #metrics: MetricPoint[] = [];
  #loop: Promise<void> = Promise.resolve();

  constructor(options: StepSessionOptions) {
    this.#options = options;
  }

  /** Aborts with an {@link Interruption} as its reason. */
  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  say(stream: StepLine['stream'], text: string): void {
    this.#lines.add({ at: timestamp(this.#options.clock), stream, text });
  }

  /** The first interruption counts; when the worker stops, nothing is waited for any more. */
  interrupt(why: Interruption): void {
    if (!this.signal.aborted) this.#interrupted.abort(why);
    if (why === 'worker-stops') this.#stopping.abort();
  }

  start(): void {
    this.#loop = this.#beatRegularly();
  }

  /** Ends without a result: the lease runs out, and the step is given to somebody else. */
  async abandon(): Promise<void> {
    this.#beating.abort();
    await this.#loop;
  }

  /** Throws when the job server refuses the output; a lost lease is no error, there is nobody left to tell. */
  async complete(output: StepOutput): Promise<void> {
    const { control, lease } = this.#options;
    await this.#handIn(() =>
      control.call(
        trainingRoutes.completeStep,
        { params: { lease }, body: { output } },
        { timeoutMs: CALL_TIMEOUT_MS },
      ),
    );
  }

  /** As {@link complete}. */
  async fail({ failure, retryable }: ReportedFailure): Promise<void> {
    const { control, lease } = this.#options;
    await this.#handIn(() =>
      control.call(
        trainingRoutes.failStep,
        { params: { lease }, body: { failure, retryable } },
        { timeoutMs: CALL_TIMEOUT_MS },
      ),
    );
  }

  async #beatRegularly(): Promise<void> {
    const { signal } = this.#beating;
    while (!signal.aborted) {
      await sleep(this.#options.heartbeatMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#takeMetrics(false);
      await this.#flush().catch((error: unknown) => this.#hear(error));
    }
  }

  async #takeMetrics(final: boolean): Promise<void> {
    this.#metrics.push(...(await this.#options.readMetrics(final)));
  }

  /** Sends everything that waits, at least one heartbeat. */
  async #flush(): Promise<void> {
    const { control, lease } = this.#options;
    do {
      const lines = this.#lines.batch();
      const metrics = this.#metrics.slice(0, METRICS_PER_BEAT);
      const { cancelled } = await control.call(
        trainingRoutes.heartbeat,
        { params: { lease }, body: { lines, metrics } },
        { timeoutMs: CALL_TIMEOUT_MS },
      );
      this.#lines.remove(lines.length);
      this.#metrics = this.#metrics.slice(metrics.length);
      if (cancelled) this.interrupt('cancelled');
    } while (!this.#lines.isEmpty || this.#metrics.length > 0);
  }

  /** What an unanswered or refused heartbeat means. */
  #hear(error: unknown): void {
    const { logger, lease } = this.#options;
    if (error instanceof SlipwayError && error.code === 'LEASE_LOST') {
      this.interrupt('lease-lost');
      this.#beating.abort();
    } else if (!isAway(error)) logger.warn({ err: error, lease }, 'a heartbeat failed');
  }

  /** Repeats until the job server has taken the result, the lease is lost, or the worker stops. */
  async #handIn(call: () => Promise<unknown>): Promise<void> {
    this.#beating.abort();
    await this.#loop;
    await this.#takeMetrics(true);
    for (let tries = 0; !this.#stopping.signal.aborted; tries++) {
      try {
        await this.#flush();
        await call();
        return;
      } catch (error) {
        if (error instanceof SlipwayError && error.code === 'LEASE_LOST') return this.interrupt('lease-lost');
        if (!isPassing(error)) throw error;
        await sleep(waitAfter(tries), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }
}
