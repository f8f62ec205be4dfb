import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { joinTensors, type LoadedModel, partTensors, type Tensor } from '@slipway/inference';
import { Future } from '@slipway/platform';
import { type BatchAnswer, Job, type Part, type RequestLimits } from './job.ts';
import { WaitingLine } from './waiting-line.ts';

export interface BatcherOptions {
  /**
   * Requests that may wait; one more is refused with QUEUE_FULL. Default 4,096: the callers of thousands of connections may
   * send in the same turn, and at 20 µs each the last one waits 80 ms.
   */
  readonly maxWaiting?: number | undefined;
  /** Bytes of inputs that may wait. Default 64 MiB: some large bodies, and no danger to a small machine. */
  readonly maxWaitingBytes?: number | undefined;
  /** Rows of one run; a request with more is run in parts. Default 512: longer runs block the event loop and hold more memory. */
  readonly maxBatchRows?: number | undefined;
  /** How long the first request of a run waits for others, ms. Default 0: only those of the same turn, which costs no time. */
  readonly windowMs?: number | undefined;
  /** Told of every run that gave an answer. */
  readonly onRun?: ((rows: number, milliseconds: number) => void) | undefined;
}

/** A model as the batcher runs it: `parallel` runs at the same time, absent: one. */
export type BatchedModel = Pick<LoadedModel, 'run' | 'batchable'> & { readonly parallel?: number };

const NO_LIMITS: RequestLimits = {};

/** Often enough that a timeout is answered in time, seldom enough to cost nothing. */
const SWEEP_MS = 20;

/**
 * Joins the requests of one event-loop turn into one run of the model. A run costs 9 µs by itself and 1 µs per row, so that
 * 64 concurrent requests of one row cost as much as 7 runs. A run that fails is repeated request by request: the ones
 * without fault are answered.
 */
export class Batcher {
  readonly #model: BatchedModel;
  readonly #parallel: number;
  readonly #maxBatchRows: number;
  readonly #windowMs: number;
  readonly #onRun: BatcherOptions['onRun'];
  readonly #line: WaitingLine;
  #running = 0;
  #scheduled: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #sweeping: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  constructor(model: BatchedModel, options: BatcherOptions = {}) {
    const {
      maxWaiting = 4096,
      maxWaitingBytes = 64 * 1024 * 1024,
      maxBatchRows = 512,
      windowMs = 0,
    } = options;
    this.#model = model;
    this.#parallel = model.parallel ?? 1;
    this.#maxBatchRows = model.batchable ? maxBatchRows : 1;
    this.#windowMs = windowMs;
    this.#onRun = options.onRun;
    this.#line = new WaitingLine({ maxWaiting, maxWaitingBytes });
  }

  /**
   * The wanted outputs (absent: all of the signature) for these inputs of `rows` rows.
   * Fails with QUEUE_FULL, TIMEOUT when `limits` end it before it starts, and what the model throws.
   */
  run(
    tensors: readonly Tensor[],
    rows: number,
    outputs?: readonly string[],
    limits: RequestLimits = NO_LIMITS,
  ): Future<BatchAnswer> {
    const partRows = this.#model.batchable ? this.#maxBatchRows : Number.POSITIVE_INFINITY;
    try {
      const job = new Job({ tensors, rows, partRows, outputs, limits }, performance.now());
      this.#line.add(job);
      if (job.hasLimits) this.#sweepLater();
      this.#schedule();
      return job.answer;
    } catch (error) {
      return Future.failed(error);
    }
  }

  /** Rows of one run at most. */
  get maxBatchRows(): number {
    return this.#maxBatchRows;
  }

  /** Requests that wait for a run. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Resolves when nothing waits or runs. */
  idle(): Promise<void> {
    const busy = this.#running > 0 || this.#line.length > 0;
    return busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  #schedule(): void {
    if (this.#running >= this.#parallel) return;
    const full = this.#line.rows >= this.#maxBatchRows;
    if (this.#scheduled !== undefined) {
      if (this.#windowMs === 0 || !full) return;
      clearTimeout(this.#scheduled as NodeJS.Timeout);
    }
    const start = () => {
      this.#scheduled = undefined;
      while (this.#running < this.#parallel && this.#line.length > 0) void this.#work();
    };
    // After the poll phase: by then all sockets that were readable in this turn have handed in their requests.
    this.#scheduled = this.#windowMs === 0 || full ? setImmediate(start) : setTimeout(start, this.#windowMs);
  }

  async #work(): Promise<void> {
    this.#running++;
    while (this.#line.length > 0) {
      const parts = this.#line.take(this.#rowsOfRun(), performance.now());
      if (parts.length > 0) await this.#runBatch(parts);
    }
    this.#running--;
    this.#settleIdle();
  }

  /** What waits is shared out among the runs that may start now. */
  #rowsOfRun(): number {
    if (this.#parallel === 1) return this.#maxBatchRows;
    const free = this.#parallel - this.#running + 1;
    return Math.min(this.#maxBatchRows, Math.ceil(this.#line.rows / free));
  }

  async #runBatch(parts: readonly Part[]): Promise<void> {
    if (parts.length === 1) return this.#runAlone(parts[0]!);
    const begun = performance.now();
    let answers: Tensor[][];
    try {
      const inputs = joinTensors(parts.map(({ tensors }) => tensors));
      const outputs = await this.#model.run(inputs, unionOf(parts), { consume: true });
      answers = partTensors(
        outputs,
        parts.map(({ rows }) => rows),
      );
    } catch (error) {
      // What runs the model is away: asking it again for each would only take longer.
      if (error instanceof SlipwayError && error.kind === 'unavailable')
        for (const { job } of parts) job.fail(error);
      else for (const part of parts) await this.#runAlone(part);
      return;
    }
    const runMs = performance.now() - begun;
    this.#onRun?.(
      parts.reduce((sum, { rows }) => sum + rows, 0),
      runMs,
    );
    parts.forEach((part, index) => {
      const { job } = part;
      const answer = answers[index]!;
      const wanted = job.outputs?.map((output) => answer.find(({ name }) => name === output)!);
      job.finish(part, wanted ?? answer, runMs);
    });
  }

  async #runAlone(part: Part): Promise<void> {
    const { job, tensors } = part;
    const begun = performance.now();
    try {
      const outputs = await this.#model.run(tensors, job.outputs);
      const runMs = performance.now() - begun;
      this.#onRun?.(part.rows, runMs);
      job.finish(part, outputs, runMs);
    } catch (error) {
      job.fail(error);
    }
  }

  #sweepLater(): void {
    this.#sweeping ??= setTimeout(() => {
      this.#sweeping = undefined;
      if (this.#line.length > 0 && this.#line.sweep(performance.now())) this.#sweepLater();
      this.#settleIdle();
    }, SWEEP_MS).unref();
  }

  #settleIdle(): void {
    if (this.#running === 0 && this.#line.length === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** The outputs that the jobs want together; undefined: all. */
const unionOf = (parts: readonly Part[]): string[] | undefined => {
  const wanted = new Set<string>();
  for (const { job } of parts) {
    if (job.outputs === undefined) return undefined;
    for (const name of job.outputs) wanted.add(name);
  }
  return [...wanted];
};
