import type { ModelSignature, WarmUpSample } from '@slipway/contracts';
import { assertSamples, type LoadedModel, loadModel, warmUp } from '@slipway/inference';
import type { Logger } from '@slipway/platform';
import type { BatchedModel } from '../batching/batcher.ts';
import {
  chooseMode,
  type ExecutionMode,
  type ExecutionSettings,
  longestRunMs,
  planThreads,
} from './execution-settings.ts';
import { measureRuns, type RunTime, rowsWithin } from './run-times.ts';
import { ThreadedModel } from './threaded-model.ts';

export interface StartModelOptions {
  readonly signature: ModelSignature;
  /** Reads the verified model file; may be asked again. */
  readonly bytes: () => Promise<Uint8Array>;
  readonly samples: readonly WarmUpSample[];
  readonly settings: ExecutionSettings;
  readonly logger: Logger;
}

/** How a model is run, and what it was measured to need. */
export interface Execution {
  readonly mode: ExecutionMode;
  /** Runs at the same time. */
  readonly threads: number;
  /** Rows of one run, so that it takes no longer than the mode should. */
  readonly maxBatchRows: number;
  /** One row alone, ms. */
  readonly rowMs: number;
}

export interface StartedModel {
  readonly model: LoadedModel & BatchedModel;
  readonly execution: Execution;
}

/**
 * A larger file is tried in a thread first: ONNX Runtime needs about 10 ms to load each megabyte, for which the event loop
 * would stand still, and so would what answers on it now.
 */
const TRY_IN_THREAD_BYTES = 4 * 1024 * 1024;

/**
 * Loads a model, measures it, chooses where it is run, and has it answer the samples there. It is measured first, so that one
 * that is too slow for the event loop leaves it after a few runs.
 * Throws MODEL_INVALID, WARM_UP_MISMATCH, EXECUTION_LOST and what `bytes` throws.
 */
export const startModel = async (options: StartModelOptions): Promise<StartedModel> => {
  const { settings, bytes, samples } = options;
  assertSamples(samples);
  let first: Uint8Array | undefined = await bytes();
  const large = first.length > TRY_IN_THREAD_BYTES;
  const tried = chooseMode(settings.mode, large ? Number.POSITIVE_INFINITY : 0);
  const read = async () => {
    const taken = first ?? (await bytes());
    first = undefined;
    return taken;
  };
  let started = await startIn(tried, { ...options, bytes: read });
  const chosen = chooseMode(settings.mode, started.execution.rowMs);
  if (chosen !== tried) {
    await started.model.release();
    started = await startIn(chosen, options);
  }
  await orRelease(started.model, () => warmUp(started.model, samples));
  return started;
};

const startIn = async (mode: ExecutionMode, options: StartModelOptions): Promise<StartedModel> => {
  const { signature, samples, bytes, settings, logger } = options;
  const { threads, intraOpThreads } = planThreads(mode, settings);
  const model =
    mode === 'inline'
      ? await loadModel(await bytes(), signature, { threads: intraOpThreads })
      : await ThreadedModel.start({ signature, bytes, threads, intraOpThreads, logger });
  const longestMs = longestRunMs(mode);
  const rows = samples.map(({ row }) => row);
  const times: readonly RunTime[] = await orRelease(model, () =>
    measureRuns(model, rows, { enoughMs: longestMs, inline: mode === 'inline' }),
  );
  const maxBatchRows = rowsWithin(times, longestMs);
  return { model, execution: { mode, threads, maxBatchRows, rowMs: times[0]!.milliseconds } };
};

/** What `action` gives; when it throws, the model is not needed. */
const orRelease = async <Result>(model: LoadedModel, action: () => Promise<Result>): Promise<Result> => {
  try {
    return await action();
  } catch (error) {
    await model.release();
    throw error;
  }
};
