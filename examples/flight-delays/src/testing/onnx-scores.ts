import type { ModelSignature } from '@slipway/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PredictionColumns } from '../decision-forest.ts';

/** Runs an ONNX model of layout "columns" on rows given by column: null becomes NaN or ''. */
export class OnnxScorer {
  readonly #session: InferenceSession;
  readonly #signature: ModelSignature;

  private constructor(session: InferenceSession, signature: ModelSignature) {
    this.#session = session;
    this.#signature = signature;
  }

  static async open(model: { onnx: Uint8Array; signature: ModelSignature }): Promise<OnnxScorer> {
    const session = await InferenceSession.create(model.onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    return new OnnxScorer(session, model.signature);
  }

  /** The score tensor, row after row. */
  async score(columns: PredictionColumns): Promise<Float32Array> {
    const feeds: Record<string, Tensor> = {};
    for (const { name, datatype } of this.#signature.inputs) {
      const values = columns[name] ?? [];
      const shape = [values.length, 1];
      feeds[name] =
        datatype === 'BYTES'
          ? new Tensor(
              'string',
              values.map((value) => String(value ?? '')),
              shape,
            )
          : new Tensor(
              'float32',
              Float32Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
              shape,
            );
    }
    const output = await this.#session.run(feeds);
    return output[this.#signature.score]?.data as Float32Array;
  }
}

/** The largest absolute difference of two lists of the same length; Infinity when one value is no number. */
export function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) throw new Error(`${left.length} values against ${right.length}`);
  let largest = 0;
  for (let i = 0; i < left.length; i += 1) {
    const difference = Math.abs((left[i] ?? Number.NaN) - (right[i] ?? Number.NaN));
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, difference);
  }
  return largest;
}
