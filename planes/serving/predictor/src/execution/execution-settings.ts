import { availableParallelism } from 'node:os';

/** Where a model is run: on the event loop itself, or in threads of its own. */
export type ExecutionMode = 'inline' | 'threads';

export interface ExecutionSettings {
  /** Default auto: measured when the model is loaded. */
  readonly mode?: ExecutionMode | 'auto' | undefined;
  /** Threads that hold the model each and run it at the same time; default 1, because each holds all of its weights. */
  readonly threads?: number | undefined;
  /** Threads within one run. Default: inline 1; in threads, what the event loop's own core leaves for each. */
  readonly intraOpThreads?: number | undefined;
}

export interface ThreadPlan {
  /** Runs at the same time. */
  readonly threads: number;
  readonly intraOpThreads: number;
}

/**
 * A row that takes longer is run in threads. A run blocks the event loop; below this time the way to a thread and back,
 * 0.15 ms, would cost a noticeable part of it, above it a few callers would hold up health checks and each other.
 */
const HEAVY_MS = 2;
/** Longest run on the event loop: several times it stay below the 50 ms in which health should answer. */
const INLINE_RUN_MS = 10;
/** Longest run in a thread: a request of one row waits for about one of them. */
const THREAD_RUN_MS = 50;

/** The mode of a model whose runs of one row take `rowMs`. */
export const chooseMode = (mode: ExecutionSettings['mode'], rowMs: number): ExecutionMode =>
  mode === 'inline' || mode === 'threads' ? mode : rowMs > HEAVY_MS ? 'threads' : 'inline';

/** The longest run that a mode should make, ms. */
export const longestRunMs = (mode: ExecutionMode): number =>
  mode === 'inline' ? INLINE_RUN_MS : THREAD_RUN_MS;

/** How many threads a mode uses on a machine of so many cores. */
export const planThreads = (
  mode: ExecutionMode,
  { threads = 1, intraOpThreads }: ExecutionSettings,
  cores = availableParallelism(),
): ThreadPlan => {
  if (mode === 'inline') return { threads: 1, intraOpThreads: intraOpThreads ?? 1 };
  return { threads, intraOpThreads: intraOpThreads ?? Math.max(1, Math.floor((cores - 1) / threads)) };
};
