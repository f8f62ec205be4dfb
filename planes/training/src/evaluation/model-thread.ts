import { Worker } from 'node:worker_threads';
import { type ErrorBody, type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import { type LoadedModel, scoreRows, type Tensor } from '@slipway/inference';

/** Main thread → model's thread. Loading comes first. */
export type ThreadOrder =
  | { readonly kind: 'load'; readonly bytes: Uint8Array; readonly signature: ModelSignature }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly tensors: readonly Tensor[];
      readonly outputs: readonly string[];
    }
  | { readonly kind: 'release' };

/** The answer to the order with this id; loading has 0. */
export type ThreadAnswer =
  | { readonly id: number; readonly outputs: readonly Tensor[] }
  | { readonly id: number; readonly error: ErrorBody };

interface Waiting {
  readonly resolve: (outputs: readonly Tensor[]) => void;
  readonly reject: (error: unknown) => void;
}

const PROGRAM = new URL('./model-thread.main.ts', import.meta.url);
const LOADING = 0;

/** What a contestant needs of a model. */
export type ScoringModel = Pick<LoadedModel, 'signature' | 'score' | 'release'>;

/**
 * A model that runs in a thread of its own, so that two models use two processors while the holdout is read. Rows become
 * tensors, and tensors scores, by the same code as without it.
 */
export class ModelThread implements ScoringModel {
  readonly signature: ModelSignature;
  readonly #worker = new Worker(PROGRAM, { name: 'model' });
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = LOADING;
  #failure: Error | undefined;

  /** Takes the memory of `bytes` over. Throws as `loadModel`, and EXECUTION_LOST. */
  static async start(bytes: Uint8Array, signature: ModelSignature): Promise<ModelThread> {
    const thread = new ModelThread(signature);
    try {
      await thread.#ask(LOADING, { kind: 'load', bytes, signature }, transferable([bytes]));
    } catch (error) {
      await thread.#worker.terminate();
      throw error;
    }
    return thread;
  }

  private constructor(signature: ModelSignature) {
    this.signature = signature;
    this.#worker.on('message', (answer: ThreadAnswer) => this.#take(answer));
    this.#worker.on('error', (error: Error) => {
      this.#failure = error;
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        const reason = this.#failure?.message ?? `it ended with exit code ${code}`;
        const lost = new SlipwayError('EXECUTION_LOST', { reason });
        for (const { reject } of this.#waiting.values()) reject(lost);
        resolve();
      });
    });
  }

  score(rows: readonly Row[]): Promise<number[][]> {
    return scoreRows(this.signature, rows, (tensors, outputs) => {
      const id = ++this.#lastId;
      const data = tensors.flatMap((tensor) => (Array.isArray(tensor.data) ? [] : [tensor.data]));
      return this.#ask(id, { kind: 'run', id, tensors, outputs }, transferable(data));
    });
  }

  async release(): Promise<void> {
    this.#worker.postMessage({ kind: 'release' } satisfies ThreadOrder);
    await this.#ended;
  }

  #ask(id: number, order: ThreadOrder, transfer: readonly ArrayBuffer[]): Promise<readonly Tensor[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(order, transfer);
    });
  }

  #take(answer: ThreadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('outputs' in answer) waiting?.resolve(answer.outputs);
    else waiting?.reject(SlipwayError.fromBody(answer.error));
  }
}

/** Memory that nothing else lies in; the rest is copied. */
const transferable = (pieces: readonly ArrayBufferView[]): ArrayBuffer[] =>
  pieces.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  );
