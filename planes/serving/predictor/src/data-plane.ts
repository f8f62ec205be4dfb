import type { ModelSignature, Row } from '@slipway/contracts';
import { decide, rowsToTensors, scoresOf, type Tensor } from '@slipway/inference';
import { Batcher, type BatcherOptions } from './batching/batcher.ts';
import type { ReleasedModel } from './loading/released-model.ts';

/** One answered row: `scores` as `scoresOf` gives them, `score` the one that a threshold is applied to. */
export interface ScoredRow {
  readonly score: number;
  readonly scores: readonly number[];
}

/** What every door asks for, whatever its protocol: answers of the released model. */
export class DataPlane {
  readonly released: ReleasedModel;
  readonly #batcher: Batcher;

  constructor(released: ReleasedModel, options?: BatcherOptions) {
    this.released = released;
    this.#batcher = new Batcher(released.model, options);
  }

  get signature(): ModelSignature {
    return this.released.model.signature;
  }

  /** `tensors` are all inputs as `decodeInferRequest` returns them. Throws QUEUE_FULL, TENSOR_VALUE, INTERNAL. */
  infer(tensors: readonly Tensor[], rows: number, outputs?: readonly string[]): Promise<Tensor[]> {
    return this.#batcher.run(tensors, rows, outputs);
  }

  /** Throws FEATURE_*, QUEUE_FULL, TENSOR_VALUE, INTERNAL. */
  async score(rows: readonly Row[]): Promise<ScoredRow[]> {
    const { signature } = this;
    const outputs = await this.#batcher.run(rowsToTensors(signature, rows), rows.length, [signature.score]);
    return scoresOf(signature, outputs).map((scores) => ({
      score: decide(signature, scores, 0.5).score,
      scores,
    }));
  }

  /** Waits for what runs, then frees the model. */
  async close(): Promise<void> {
    await this.#batcher.idle();
    await this.released.model.release();
  }
}
