import { SlipwayError } from '@slipway/contracts';
import { joinTensors, partTensors, type Tensor } from '@slipway/inference';
import { Future } from '@slipway/platform';

/** How long a request may wait, and whether its caller is still there; both are looked at until it is started. */
export interface RequestLimits {
  /** An AbortSignal, or anything else that says so. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** On the clock of `performance.now()`, ms. */
  readonly deadline?: number | undefined;
}

/** What one request got, and where its time went, ms. */
export interface BatchAnswer {
  readonly outputs: Tensor[];
  /** From its arrival to the start of the (first) run. */
  readonly queueMs: number;
  /** In runs of the model, shared with the others of the batch. */
  readonly inferenceMs: number;
}

/** The part of a request that goes into one run; mostly the whole. */
export interface Part {
  readonly job: Job;
  readonly index: number;
  readonly tensors: readonly Tensor[];
  readonly rows: number;
}

export interface JobRequest {
  readonly tensors: readonly Tensor[];
  readonly rows: number;
  /** Rows of one part; larger requests are cut. */
  readonly partRows: number;
  readonly outputs: readonly string[] | undefined;
  readonly limits: RequestLimits;
}

/** A request on its way through the batcher: cut into parts, which may run in any order, and put together again. */
export class Job {
  readonly answer = new Future<BatchAnswer>();
  readonly outputs: readonly string[] | undefined;
  readonly bytes: number;
  /** Nobody waits for the answer any more. */
  settled = false;
  readonly #limits: RequestLimits;
  readonly #parts: readonly Part[];
  readonly #arrivedAt: number;
  readonly #results: Tensor[][] = [];
  #taken = 0;
  #finished = 0;
  #startedAt: number | undefined;
  #inferenceMs = 0;

  constructor({ tensors, rows, partRows, outputs, limits }: JobRequest, now: number) {
    this.outputs = outputs;
    this.bytes = bytesOf(tensors);
    this.#limits = limits;
    this.#arrivedAt = now;
    this.#parts = partsOf(this, tensors, rows, partRows);
  }

  get hasLimits(): boolean {
    return this.#limits.signal !== undefined || this.#limits.deadline !== undefined;
  }

  /** The part that `take` gives next; undefined when all are taken. */
  get next(): Part | undefined {
    return this.#parts[this.#taken];
  }

  /** Gives the next part to a run that starts now. */
  take(now: number): Part {
    this.#startedAt ??= now;
    return this.#parts[this.#taken++]!;
  }

  /** Answers TIMEOUT when the deadline has passed or the caller is gone, and says whether it did. */
  isOver(now: number): boolean {
    const { signal, deadline } = this.#limits;
    if (signal?.aborted !== true && (deadline === undefined || now < deadline)) return false;
    const milliseconds = Math.round(now - this.#arrivedAt);
    this.fail(new SlipwayError('TIMEOUT', { what: 'The model', milliseconds }));
    return true;
  }

  finish({ index }: Part, outputs: Tensor[], runMs: number): void {
    this.#results[index] = outputs;
    this.#inferenceMs += runMs;
    if (++this.#finished < this.#parts.length || this.settled) return;
    this.settled = true;
    this.answer.settle({
      outputs: this.#results.length === 1 ? outputs : [...joinTensors(this.#results)],
      queueMs: this.#startedAt! - this.#arrivedAt,
      inferenceMs: this.#inferenceMs,
    });
  }

  fail(error: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.answer.fail(error);
  }
}

const partsOf = (job: Job, tensors: readonly Tensor[], rows: number, partRows: number): Part[] => {
  if (rows <= partRows) return [{ job, index: 0, tensors, rows }];
  const counts = Array.from({ length: Math.ceil(rows / partRows) }, (_, part) =>
    Math.min(partRows, rows - part * partRows),
  );
  return partTensors(tensors, counts).map((part, index) => ({
    job,
    index,
    tensors: part,
    rows: counts[index]!,
  }));
};

/** What a text costs besides its characters, about. */
const TEXT_BYTES = 16;

const bytesOf = (tensors: readonly Tensor[]): number => {
  let bytes = 0;
  for (const { data } of tensors) {
    if (Array.isArray(data)) for (const text of data) bytes += TEXT_BYTES + text.length;
    else bytes += data.byteLength;
  }
  return bytes;
};
