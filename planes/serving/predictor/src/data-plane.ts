import { type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import { decide, rowsToTensors, scoresOf, type Tensor, tensorsToRows } from '@slipway/inference';
import { Future } from '@slipway/platform';
import { Batcher, type BatcherOptions } from './batching/batcher.ts';
import type { BatchAnswer, RequestLimits } from './batching/job.ts';
import type { ReleasedModel } from './loading/released-model.ts';
import type { DirectRecorder, LoggedRequest } from './recording/direct-recorder.ts';
import { InferenceStatistics } from './statistics/inference-statistics.ts';

/** How a request is to be treated by the data plane, as its door knows it. */
export interface InferOptions extends RequestLimits {
  /** It came from no gateway: nobody else logs it. */
  readonly direct?: boolean | undefined;
  /** Trace id of a direct request's trace context; absent: none came. */
  readonly trace?: string | undefined;
}

export interface InferAnswer extends BatchAnswer {
  /** Absent: it was not logged here. */
  readonly logged?: LoggedRequest | undefined;
}

/** One answered row: `scores` as `scoresOf` gives them, `score` the one that a threshold is applied to. */
export interface ScoredRow {
  /** Of the logged prediction; absent when it was not logged here. */
  readonly id?: string;
  readonly score: number;
  readonly scores: readonly number[];
}

/** Answers to rows; the times are those of the one request that they made. */
export interface ScoredAnswer extends Omit<InferAnswer, 'outputs'> {
  readonly predictions: readonly ScoredRow[];
}

/** What every door asks for, whatever its protocol: answers of the released model. */
export class DataPlane {
  readonly released: ReleasedModel;
  /** Runs are counted here; requests by the doors, which know their whole time. */
  readonly statistics = new InferenceStatistics();
  readonly #batcher: Batcher;
  readonly #recorder: DirectRecorder | undefined;

  /** `recorder` logs direct requests; absent: nobody does. */
  constructor(released: ReleasedModel, options: BatcherOptions = {}, recorder?: DirectRecorder) {
    this.released = released;
    this.#recorder = recorder;
    const { maxBatchRows = released.execution.maxBatchRows } = options;
    this.#batcher = new Batcher(released.model, {
      ...options,
      maxBatchRows,
      onRun: (rows, milliseconds) => this.statistics.ran(rows, milliseconds),
    });
  }

  /** Rows of one run at most. */
  get maxBatchRows(): number {
    return this.#batcher.maxBatchRows;
  }

  /** Requests that wait for a run. */
  get waiting(): number {
    return this.#batcher.waiting;
  }

  get signature(): ModelSignature {
    return this.released.model.signature;
  }

  /**
   * `tensors` are all inputs as `decodeInferRequest` returns them.
   * Throws QUEUE_FULL, TIMEOUT, TENSOR_VALUE, EXECUTION_LOST, INTERNAL; INSUFFICIENT_SPACE when a direct request cannot be
   * logged.
   */
  infer(
    tensors: readonly Tensor[],
    rows: number,
    outputs?: readonly string[],
    options?: InferOptions,
  ): Future<InferAnswer> {
    const recorder = options?.direct === true ? this.#recorder : undefined;
    if (recorder === undefined) return this.#batcher.run(tensors, rows, outputs, options);
    const decoded = tensorsToRows(this.signature, tensors);
    return Future.of(this.#inferAndRecord(recorder, tensors, decoded, outputs, options));
  }

  /** Throws FEATURE_* and what `infer` throws. */
  async score(rows: readonly Row[], options?: InferOptions): Promise<ScoredAnswer> {
    const { signature } = this;
    const tensors = rowsToTensors(signature, rows);
    const recorder = options?.direct === true ? this.#recorder : undefined;
    const wanted = [signature.score];
    const { outputs, queueMs, inferenceMs, logged }: InferAnswer =
      recorder === undefined
        ? await this.#batcher.run(tensors, rows.length, wanted, options)
        : await this.#inferAndRecord(recorder, tensors, rows, wanted, options);
    const predictions = scoresOf(signature, outputs).map((scores, index) => ({
      ...(logged === undefined ? {} : { id: logged.ids[index]! }),
      score: decide(signature, scores, 0.5).score,
      scores,
    }));
    return { predictions, queueMs, inferenceMs, logged };
  }

  /** The score is computed too where the client did not ask for it, for the log. */
  async #inferAndRecord(
    recorder: DirectRecorder,
    tensors: readonly Tensor[],
    rows: readonly Row[],
    wanted: readonly string[] | undefined,
    options: InferOptions | undefined,
  ): Promise<InferAnswer> {
    const begun = performance.now();
    const arrival = recorder.arrival();
    const trace = options?.trace ?? null;
    const request = () => ({ ...arrival, rows, trace, latencyMs: performance.now() - begun });
    const needed = wanted && [...new Set([...wanted, this.signature.score])];
    let answer: BatchAnswer;
    try {
      answer = await this.#batcher.run(tensors, rows.length, needed, options);
    } catch (thrown) {
      await recorder.failed(request(), SlipwayError.from(thrown));
      throw thrown;
    }
    const logged = await recorder.answered(request(), answer);
    const { outputs } = answer;
    return { ...answer, outputs: wanted ? outputs.slice(0, wanted.length) : outputs, logged };
  }

  /** Waits for what runs, then frees the model. */
  async close(): Promise<void> {
    await this.#batcher.idle();
    await this.released.model.release();
  }
}
