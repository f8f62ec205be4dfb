import { SlipwayError } from '@slipway/contracts';
import type { LoadedModel, Tensor } from '@slipway/inference';
import { joinTensors, partTensors } from './join-tensors.ts';

export interface BatcherOptions {
  /** Requests that may wait; one more is refused with QUEUE_FULL. Default 1,024: at 20 µs each the last waits 20 ms. */
  readonly maxWaiting?: number;
  /** Rows of one run; a request with more is run in parts. Default 512: longer runs block the event loop and hold more memory. */
  readonly maxBatchRows?: number;
}

interface Job {
  readonly tensors: readonly Tensor[];
  readonly rows: number;
  readonly outputs: readonly string[] | undefined;
  readonly resolve: (outputs: Tensor[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins the requests of one event-loop turn into one run of the model. A run costs 9 µs by itself and 1 µs per row, so that
 * 64 concurrent requests of one row cost as much as 7 runs. A run that fails is repeated request by request: the ones
 * without fault are answered.
 */
export class Batcher {
  readonly #model: Pick<LoadedModel, 'run' | 'batchable'>;
  readonly #maxWaiting: number;
  readonly #maxBatchRows: number;
  #waiting: Job[] = [];
  #busy = false;
  #idle: (() => void)[] = [];

  constructor(
    model: Pick<LoadedModel, 'run' | 'batchable'>,
    { maxWaiting = 1024, maxBatchRows = 512 }: BatcherOptions = {},
  ) {
    this.#model = model;
    this.#maxWaiting = maxWaiting;
    this.#maxBatchRows = model.batchable ? maxBatchRows : 1;
  }

  /** The wanted outputs (absent: all of the signature) for these inputs of `rows` rows. Throws QUEUE_FULL and what the model throws. */
  run(tensors: readonly Tensor[], rows: number, outputs?: readonly string[]): Promise<Tensor[]> {
    if (this.#model.batchable && rows > this.#maxBatchRows) return this.#runInParts(tensors, rows, outputs);
    if (this.#waiting.length >= this.#maxWaiting)
      return Promise.reject(new SlipwayError('QUEUE_FULL', { waiting: this.#waiting.length }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ tensors, rows, outputs, resolve, reject });
      if (!this.#busy) {
        this.#busy = true;
        // After the poll phase: by then all sockets that were readable in this turn have handed in their requests.
        setImmediate(() => void this.#work());
      }
    });
  }

  /** One part after the other, so that a large request neither holds up the small ones nor the memory for all of its rows. */
  async #runInParts(
    tensors: readonly Tensor[],
    rows: number,
    outputs?: readonly string[],
  ): Promise<Tensor[]> {
    const counts = Array.from({ length: Math.ceil(rows / this.#maxBatchRows) }, (_, part) =>
      Math.min(this.#maxBatchRows, rows - part * this.#maxBatchRows),
    );
    const results: Tensor[][] = [];
    for (const [index, part] of partTensors(tensors, counts).entries()) {
      results.push(await this.run(part, counts[index]!, outputs));
    }
    return [...joinTensors(results)];
  }

  /** Resolves when nothing waits or runs. */
  idle(): Promise<void> {
    return this.#busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) await this.#runBatch(this.#take());
    this.#busy = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #take(): Job[] {
    let rows = 0;
    let count = 0;
    for (const job of this.#waiting) {
      rows += job.rows;
      if (count > 0 && rows > this.#maxBatchRows) break;
      count++;
    }
    if (count < this.#waiting.length) return this.#waiting.splice(0, count);
    const all = this.#waiting;
    this.#waiting = [];
    return all;
  }

  async #runBatch(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 1) return this.#runAlone(jobs[0]!);
    let parts: Tensor[][];
    try {
      const outputs = await this.#model.run(joinTensors(jobs.map(({ tensors }) => tensors)), unionOf(jobs));
      parts = partTensors(
        outputs,
        jobs.map(({ rows }) => rows),
      );
    } catch {
      for (const job of jobs) await this.#runAlone(job);
      return;
    }
    jobs.forEach(({ outputs, resolve }, index) => {
      const part = parts[index]!;
      resolve(
        outputs === undefined ? part : outputs.map((wanted) => part.find(({ name }) => name === wanted)!),
      );
    });
  }

  async #runAlone({ tensors, outputs, resolve, reject }: Job): Promise<void> {
    try {
      resolve(await this.#model.run(tensors, outputs));
    } catch (error) {
      reject(error);
    }
  }
}

/** The outputs that the jobs want together; undefined: all. */
const unionOf = (jobs: readonly Job[]): string[] | undefined => {
  const wanted = new Set<string>();
  for (const { outputs } of jobs) {
    if (outputs === undefined) return undefined;
    for (const name of outputs) wanted.add(name);
  }
  return [...wanted];
};
