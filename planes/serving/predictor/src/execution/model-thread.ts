import { Worker } from 'node:worker_threads';
import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference';
import { packTensors, type ThreadAnswer, type ThreadRequest } from './thread-messages.ts';

export interface ModelThreadOptions {
  /** The model file. Its memory moves to the thread when it is not a piece of a larger one. */
  readonly bytes: Uint8Array;
  readonly signature: ModelSignature;
  readonly intraOpThreads: number;
  /** The program of the thread; default: the one that holds a model. */
  readonly program?: URL | undefined;
}

interface Pending {
  readonly resolve: (outputs: Tensor[]) => void;
  readonly reject: (error: unknown) => void;
}

const PROGRAM = new URL('./model-thread.main.ts', import.meta.url);

/** A thread that holds a model of its own. */
export class ModelThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #failure: Error | undefined;
  #loaded: Pending | undefined;
  /** Resolves when the thread is gone, whatever ended it. */
  readonly ended: Promise<void>;

  /** Resolves when the model is loaded. Throws what `loadModel` throws, EXECUTION_LOST. */
  static async start(options: ModelThreadOptions): Promise<ModelThread> {
    const thread = new ModelThread(options.program ?? PROGRAM);
    await thread.#load(options);
    return thread;
  }

  private constructor(program: URL) {
    this.#worker = new Worker(program, { name: 'model' });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#take(answer));
    this.#worker.on('error', (error: Error) => {
      this.#failure = error;
    });
    this.ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#fail(this.#failure?.message ?? `it ended with exit code ${code}`);
        resolve();
      });
    });
  }

  /** As `LoadedModel.run`. Throws EXECUTION_LOST when the thread ends before it has answered. */
  run(
    tensors: readonly Tensor[],
    outputs: readonly string[] | undefined,
    consume: boolean,
  ): Promise<Tensor[]> {
    const packed = packTensors(tensors, consume);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#send({ kind: 'run', id, tensors: packed.tensors, outputs }, packed.transfer);
    });
  }

  /** Frees the model and ends the thread. Runs that are not answered yet fail. */
  async close(): Promise<void> {
    this.#send({ kind: 'release' });
    await this.ended;
  }

  async #load({ bytes, signature, intraOpThreads }: ModelThreadOptions): Promise<void> {
    try {
      await new Promise<Tensor[]>((resolve, reject) => {
        this.#loaded = { resolve, reject };
        const { buffer, byteLength } = bytes;
        const whole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
        this.#send({ kind: 'load', bytes, signature, intraOpThreads }, whole ? [buffer] : []);
      });
    } catch (error) {
      await this.#worker.terminate();
      throw error;
    }
  }

  #send(request: ThreadRequest, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  #take(answer: ThreadAnswer): void {
    if (answer.kind === 'loaded') this.#loaded?.resolve([]);
    else if (answer.kind === 'refused') this.#loaded?.reject(SlipwayError.fromBody(answer.error));
    else this.#settle(answer);
  }

  #settle(answer: Extract<ThreadAnswer, { readonly id: number }>): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.kind === 'outputs') pending?.resolve([...answer.outputs]);
    else pending?.reject(SlipwayError.fromBody(answer.error));
  }

  #fail(reason: string): void {
    const error = new SlipwayError('EXECUTION_LOST', { reason });
    this.#loaded?.reject(error);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
