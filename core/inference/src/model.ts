import { readFile } from 'node:fs/promises';
import { type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import { InferenceSession } from 'onnxruntime-node';
import { hasExternalData } from './external-data.ts';
import { assertGraphFits } from './graph-check.ts';
import { loadFault } from './load-fault.ts';
import { checkModelFormat } from './model-format.ts';
import { fromRuntime, toRuntime } from './runtime-tensor.ts';
import { isBatchable, scoreRows } from './score-rows.ts';
import { planOf, type SignaturePlan } from './signature-plan.ts';
import { elementCount, type Tensor } from './tensor.ts';

export interface LoadModelOptions {
  /** Threads of one run; default 1, so that processes share the machine by themselves. */
  readonly threads?: number;
}

export interface RunOptions {
  /** The caller needs the inputs no more: a model in another thread may take their memory over instead of copying it. */
  readonly consume?: boolean;
}

/** A loaded model. */
export interface LoadedModel {
  readonly signature: ModelSignature;
  /** True when rows of several requests may be joined in one run: every first dimension is the batch. */
  readonly batchable: boolean;
  /**
   * Runs the graph once. `tensors` are all inputs, as the row and request decoders return them; `outputs` default to all
   * of the signature and come back in the order asked. Blocks the event loop while the graph computes.
   * Throws OUTPUT_UNKNOWN, TENSOR_* on inputs that do not fit, INTERNAL when the graph fails.
   */
  run(tensors: readonly Tensor[], outputs?: readonly string[], options?: RunOptions): Promise<Tensor[]>;
  /** Scores of each row as `scoresOf` gives them; runs in chunks. Throws as `rowsToTensors` and `run`. */
  score(rows: readonly Row[]): Promise<number[][]>;
  /** Frees the native memory; the model cannot be used afterwards. */
  release(): Promise<void>;
}

/**
 * Loads an ONNX file by its bytes or path and checks it against the signature.
 * Throws MODEL_INVALID when ONNX Runtime refuses it, it does not fit, or it keeps weights in other files; INVALID_SIGNATURE_FILE.
 */
export const loadModel = async (
  source: Uint8Array | string,
  signature: ModelSignature,
  { threads = 1 }: LoadModelOptions = {},
): Promise<LoadedModel> => {
  const plan = planOf(signature);
  const session = await createSession(source, threads);
  try {
    assertGraphFits(signature, session.inputMetadata, session.outputMetadata);
  } catch (error) {
    await session.release();
    throw error;
  }
  return new OnnxModel(signature, plan, session);
};

const createSession = async (source: Uint8Array | string, threads: number): Promise<InferenceSession> => {
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Errors are thrown; the native side need not print them too.
    logSeverityLevel: 4,
  };
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  checkModelFormat(bytes);
  if (hasExternalData(bytes))
    throw new SlipwayError('MODEL_INVALID', {
      reason:
        'it keeps weights in other files, which its digest does not cover; export it as one file, without external data',
    });
  try {
    return await InferenceSession.create(bytes, options);
  } catch (error) {
    throw loadFault(error);
  }
};

class OnnxModel implements LoadedModel {
  readonly signature: ModelSignature;
  readonly batchable: boolean;
  readonly #plan: SignaturePlan;
  readonly #session: InferenceSession;
  readonly #allOutputs: readonly string[];

  constructor(signature: ModelSignature, plan: SignaturePlan, session: InferenceSession) {
    this.signature = signature;
    this.#plan = plan;
    this.#session = session;
    this.#allOutputs = signature.outputs.map(({ name }) => name);
    this.batchable = isBatchable(signature);
  }

  async run(tensors: readonly Tensor[], outputs: readonly string[] = this.#allOutputs): Promise<Tensor[]> {
    const feeds: Record<string, InferenceSession.OnnxValueMapType[string]> = {};
    for (const { spec } of this.#plan.inputs) {
      const tensor = tensors.find(({ name }) => name === spec.name);
      if (tensor === undefined) throw new SlipwayError('TENSOR_MISSING', { tensor: spec.name });
      feeds[spec.name] = checked(tensor, spec.datatype, spec.shape);
    }
    const specs = outputs.map((name) => {
      const spec = this.#plan.outputs.get(name);
      if (spec === undefined) throw new SlipwayError('OUTPUT_UNKNOWN', { output: name });
      return spec;
    });
    const results = await this.#session.run(feeds, outputs).catch((error: unknown) => {
      throw new SlipwayError(
        'INTERNAL',
        { reason: `the model failed: ${(error as Error).message}` },
        { cause: error },
      );
    });
    return specs.map(({ name, datatype }) => fromRuntime(name, datatype, results[name]!));
  }

  async score(rows: readonly Row[]): Promise<number[][]> {
    return scoreRows(this.signature, rows, (tensors, outputs) => this.run(tensors, outputs));
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

const checked = (tensor: Tensor, datatype: string, shape: readonly number[]) => {
  const { name } = tensor;
  if (tensor.datatype !== datatype)
    throw new SlipwayError('TENSOR_DATATYPE', { tensor: name, expected: datatype, actual: tensor.datatype });
  const fits =
    tensor.shape.length === shape.length &&
    shape.every((dimension, axis) => dimension === -1 || dimension === tensor.shape[axis]) &&
    tensor.data.length === elementCount(tensor.shape);
  if (!fits) {
    const actual = `[${tensor.shape.join(', ')}] with ${tensor.data.length} elements`;
    throw new SlipwayError('TENSOR_SHAPE', { tensor: name, actual, expected: `[${shape.join(', ')}]` });
  }
  return toRuntime(tensor);
};
