import { setTimeout as sleep } from 'node:timers/promises';
import {
  type MetricPoint,
  SlipwayError,
  type StepOutput,
  type StepUsage,
  trainingRoutes,
} from '@slipway/contracts';
import {
  type Clock,
  type Concealment,
  type ContractClient,
  createConcealment,
  type Logger,
  timestamp,
} from '@slipway/platform';
import { steadyMs } from '@slipway/platform/steady';
import { HeldLease } from './held-lease.ts';
import { beatInterval, beatTimeout } from './lease-time.ts';
import { LineBuffer, type StepLine } from './line-buffer.ts';
import { isAway, waitAfter } from './persistent-call.ts';
import { isPassing, type ReportedFailure } from './step-failed.ts';

/** Why the work on a step must end before it is done. */
export type Interruption = 'cancelled' | 'lease-lost' | 'lease-over' | 'worker-stops';

export interface StepSessionOptions {
  readonly control: ContractClient;
  readonly lease: string;
  readonly leaseSeconds: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** What the step has logged since the last time; asked before every heartbeat, and with `final` once at the end. */
  readonly readMetrics: (final: boolean) => Promise<readonly MetricPoint[]>;
}

const CALL_TIMEOUT_MS = 10_000;
const METRICS_PER_BEAT = 5000;
/** A job server that takes heartbeats and breaks on the result so often, for half a minute, will always break on it. */
const MOST_REFUSALS = 10;

/**
 * One lease, from the worker's side: sends heartbeats with lines and metrics, hears of interruptions, and hands in the
 * result. While the job server is dead it keeps what there is to say and goes on, because nobody else can take the step either.
 * While it only cannot be reached, it may be giving the step away: the work ends before that can happen.
 */
export class StepSession {
  readonly #options: StepSessionOptions;
  readonly #lines = new LineBuffer();
  readonly #interrupted = new AbortController();
  readonly #beating = new AbortController();
  readonly #stopping = new AbortController();
  readonly #held: HeldLease;
  /** Lines and metrics that were answered. */
  #arrived = { lines: 0, metrics: 0 };
  #concealment: Concealment = createConcealment([]);
  #usage: StepUsage | undefined;
  #metrics: MetricPoint[] = [];
  #loop: Promise<void> = Promise.resolve();

  constructor(options: StepSessionOptions) {
    this.#options = options;
    this.#held = new HeldLease(options.leaseSeconds, () => {
      options.logger.warn(
        { lease: options.lease },
        'the job server was out of reach for the time of a lease',
      );
      this.interrupt('lease-over');
    });
  }

  /** Until when the work may go on, and how to hear when that moves. */
  get held(): Pick<HeldLease, 'until' | 'follow'> {
    return this.#held;
  }

  /** Aborts with an {@link Interruption} as its reason. */
  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  say(stream: StepLine['stream'], text: string): void {
    this.#lines.add({ at: timestamp(this.#options.clock), stream, text: this.#concealment.conceal(text) });
  }

  /** From now on these texts are in no line, metric name or failure of the step. */
  conceal(secrets: readonly string[]): void {
    this.#concealment = createConcealment(secrets);
  }

  /** What its process used; handed in with the result. */
  used(usage: StepUsage): void {
    this.#usage = usage;
  }

  /** The first interruption counts; when the worker stops, nothing is waited for any more. */
  interrupt(why: Interruption): void {
    if (!this.signal.aborted) this.#interrupted.abort(why);
    if (why === 'worker-stops') this.#stopping.abort();
  }

  /**
   * Asks whether the lease is still held, however long the answer of the job server that gave it took to arrive, and keeps it
   * from then on. False when the work may not begin.
   */
  async open(): Promise<boolean> {
    for (let tries = 0; !this.signal.aborted; tries++) {
      try {
        await this.#flush();
        break;
      } catch (error) {
        this.#hear(error);
        if (!isPassing(error)) return false;
        if (!this.signal.aborted)
          await sleep(waitAfter(tries), undefined, { signal: this.signal }).catch(() => undefined);
      }
    }
    if (this.signal.aborted && this.signal.reason !== 'cancelled') return false;
    this.#loop = this.#beatRegularly();
    return true;
  }

  /** Ends without a result: the lease runs out, and the step is given to somebody else. */
  async abandon(): Promise<void> {
    this.#held.release();
    this.#beating.abort();
    await this.#loop;
  }

  /** Throws when the job server refuses the output; a lost lease is no error, there is nobody left to tell. */
  async complete(output: StepOutput): Promise<void> {
    const { control, lease } = this.#options;
    await this.#handIn(() =>
      control.call(
        trainingRoutes.completeStep,
        { params: { lease }, body: { output, ...this.#used } },
        { timeoutMs: CALL_TIMEOUT_MS },
      ),
    );
  }

  /** As {@link complete}. */
  async fail({ failure, retryable }: ReportedFailure): Promise<void> {
    const { control, lease } = this.#options;
    const { conceal } = this.#concealment;
    const told = {
      ...failure,
      reason: conceal(failure.reason),
      lastLines: failure.lastLines.map(conceal),
    };
    await this.#handIn(() =>
      control.call(
        trainingRoutes.failStep,
        { params: { lease }, body: { failure: told, retryable, ...this.#used } },
        { timeoutMs: CALL_TIMEOUT_MS },
      ),
    );
  }

  get #used(): { usage?: StepUsage } {
    return this.#usage === undefined ? {} : { usage: this.#usage };
  }

  async #beatRegularly(): Promise<void> {
    const { signal } = this.#beating;
    const { heartbeatMs, leaseSeconds } = this.#options;
    const interval = beatInterval(heartbeatMs, leaseSeconds);
    while (!signal.aborted) {
      await sleep(interval, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#takeMetrics(false);
      await this.#flush().catch((error: unknown) => this.#hear(error));
    }
  }

  async #takeMetrics(final: boolean): Promise<void> {
    const { conceal } = this.#concealment;
    const metrics = await this.#options.readMetrics(final);
    this.#metrics.push(...metrics.map((metric) => ({ ...metric, key: conceal(metric.key) })));
  }

  /** Sends everything that waits, at least one heartbeat. */
  async #flush(): Promise<void> {
    const { control, lease, leaseSeconds } = this.#options;
    do {
      const lines = this.#lines.batch();
      const metrics = this.#metrics.slice(0, METRICS_PER_BEAT);
      const askedAt = steadyMs();
      const { cancelled } = await control
        .call(
          trainingRoutes.heartbeat,
          { params: { lease }, body: { lines, metrics, after: this.#arrived } },
          { timeoutMs: beatTimeout(leaseSeconds) },
        )
        .catch((error: unknown) => {
          this.#held.unanswered(askedAt, error);
          throw error;
        });
      this.#held.answered(askedAt);
      this.#arrived = {
        lines: this.#arrived.lines + lines.length,
        metrics: this.#arrived.metrics + metrics.length,
      };
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

  /** Repeats until the job server has taken the result, the lease is lost, or the worker stops. Throws what it refuses for good. */
  async #handIn(call: () => Promise<unknown>): Promise<void> {
    this.#held.release();
    this.#beating.abort();
    await this.#loop;
    await this.#takeMetrics(true);
    let refusals = 0;
    for (let tries = 0; !this.#stopping.signal.aborted; tries++) {
      let isHeard = false;
      try {
        await this.#flush();
        isHeard = true;
        await call();
        return;
      } catch (error) {
        if (error instanceof SlipwayError && error.code === 'LEASE_LOST') return this.interrupt('lease-lost');
        // Held for ever, the lease would keep the run and this place for work with it.
        if (isHeard && SlipwayError.from(error).kind === 'internal') refusals += 1;
        if (!isPassing(error) || refusals >= MOST_REFUSALS) throw error;
        await sleep(waitAfter(tries), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }
}
