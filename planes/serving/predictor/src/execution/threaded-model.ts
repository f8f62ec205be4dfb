import { type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import { isBatchable, type LoadedModel, type RunOptions, scoreRows, type Tensor } from '@slipway/inference';
import type { Logger } from '@slipway/platform';
import type { ThreadPlan } from './execution-settings.ts';
import { ModelThread } from './model-thread.ts';

export interface ThreadedModelOptions extends ThreadPlan {
  readonly signature: ModelSignature;
  /** Reads the verified model file; again for every thread, so that it need not stay in memory. */
  readonly bytes: () => Promise<Uint8Array>;
  readonly logger: Logger;
  readonly program?: URL | undefined;
}

interface Slot {
  runs: number;
  thread: Promise<ModelThread> | undefined;
  /** When the last attempt to start a thread began, on the clock of `performance.now()`. */
  startedAt: number;
}

/** Between attempts to replace a thread that cannot be started: a model that kills its thread must not take all processor time. */
const RESTART_MS = 500;

/** A model in threads of its own, so that the event loop stays free. A thread that ends is replaced. */
export class ThreadedModel implements LoadedModel {
  readonly signature: ModelSignature;
  readonly batchable: boolean;
  /** Runs at the same time. */
  readonly parallel: number;
  readonly #options: ThreadedModelOptions;
  readonly #slots: readonly Slot[];
  #released = false;

  /** Throws what `loadModel` and `bytes` throw, EXECUTION_LOST. */
  static async start(options: ThreadedModelOptions): Promise<ThreadedModel> {
    const model = new ThreadedModel(options);
    const started = await Promise.allSettled(model.#slots.map((slot) => model.#start(slot)));
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed === undefined) return model;
    await model.release();
    throw (failed as PromiseRejectedResult).reason;
  }

  private constructor(options: ThreadedModelOptions) {
    this.#options = options;
    this.signature = options.signature;
    this.batchable = isBatchable(options.signature);
    this.parallel = options.threads;
    this.#slots = Array.from({ length: options.threads }, () => ({
      runs: 0,
      thread: undefined,
      startedAt: Number.NEGATIVE_INFINITY,
    }));
  }

  /** As in `LoadedModel`, without blocking. Throws EXECUTION_LOST when the thread ends, and until there is another. */
  async run(
    tensors: readonly Tensor[],
    outputs?: readonly string[],
    { consume = false }: RunOptions = {},
  ): Promise<Tensor[]> {
    const slot = this.#slots.reduce((least, each) => (each.runs < least.runs ? each : least));
    slot.runs++;
    try {
      const thread = await this.#threadOf(slot);
      return await thread.run(tensors, outputs, consume);
    } finally {
      slot.runs--;
    }
  }

  score(rows: readonly Row[]): Promise<number[][]> {
    return scoreRows(this.signature, rows, (tensors, outputs) =>
      this.run(tensors, outputs, { consume: true }),
    );
  }

  async release(): Promise<void> {
    this.#released = true;
    const threads = this.#slots.map(({ thread }) => thread?.catch(() => undefined));
    await Promise.all(threads.map(async (thread) => (await thread)?.close()));
  }

  async #threadOf(slot: Slot): Promise<ModelThread> {
    if (slot.thread !== undefined) return slot.thread;
    if (this.#released || performance.now() - slot.startedAt < RESTART_MS)
      throw new SlipwayError('EXECUTION_LOST', { reason: 'it could not be started again yet' });
    return this.#start(slot);
  }

  async #start(slot: Slot): Promise<ModelThread> {
    slot.startedAt = performance.now();
    slot.thread = this.#begin(slot);
    try {
      return await slot.thread;
    } catch (error) {
      slot.thread = undefined;
      throw error;
    }
  }

  async #begin(slot: Slot): Promise<ModelThread> {
    const { bytes, signature, intraOpThreads, program } = this.#options;
    const thread = await ModelThread.start({ bytes: await bytes(), signature, intraOpThreads, program });
    void thread.ended.then(() => this.#replace(slot));
    return thread;
  }

  /** At once, so that the next request finds a thread; when that fails, the next requests try. */
  async #replace(slot: Slot): Promise<void> {
    slot.thread = undefined;
    if (this.#released) return;
    const { logger } = this.#options;
    logger.error({ code: 'EXECUTION_LOST' }, 'the thread of the model ended and is replaced');
    const soon = performance.now() - slot.startedAt < RESTART_MS;
    if (!soon)
      await this.#start(slot).catch((error: unknown) =>
        logger.error({ err: error }, 'no thread for the model'),
      );
  }
}
