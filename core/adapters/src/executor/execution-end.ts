import type { ExecutionResult } from '@slipway/platform';

/** What the guard knows when the step's process is gone. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOutAfterMs: number | null;
  readonly cancelled: boolean;
  /** Absent: it was not ended for its memory. */
  readonly memory?: { readonly usedBytes: number; readonly limitBytes: number } | undefined;
}

const mebibytes = (bytes: number): number => Math.round(bytes / (1024 * 1024));

/** The step was killed at the moment until which it might run. */
export const FENCED: ExecutionResult = {
  exitCode: null,
  signal: 'SIGKILL',
  ended: 'cancelled',
  reason: 'its lease was over',
};

/** The namespaces could not be made, though they could when the worker began. */
export const NOT_ISOLATED: ExecutionResult = {
  exitCode: null,
  signal: null,
  ended: 'exited',
  reason: 'it could not be isolated; its last lines say why',
};

/** How an execution ended, in the words of the port. A step that answers SIGTERM with exit code 0 is cancelled all the same. */
export const describeEnd = ({
  exitCode,
  signal,
  timedOutAfterMs,
  cancelled,
  memory,
}: ProcessEnd): ExecutionResult => {
  if (memory !== undefined)
    return {
      exitCode,
      signal,
      ended: 'memory-exceeded',
      reason: `it used ${mebibytes(memory.usedBytes)} MiB of memory, more than its limit of ${mebibytes(memory.limitBytes)} MiB`,
    };
  if (timedOutAfterMs !== null)
    return {
      exitCode,
      signal,
      ended: 'timed-out',
      reason: `it took longer than ${timedOutAfterMs / 1000} s`,
    };
  if (cancelled) return { exitCode, signal, ended: 'cancelled', reason: 'it was cancelled' };
  if (exitCode === 0) return { exitCode, signal, ended: 'exited', reason: '' };
  const reason = signal === null ? `it ended with exit code ${exitCode}` : `it was killed by ${signal}`;
  return { exitCode, signal, ended: 'exited', reason };
};

/** Why a program could not be started, from the error of the operating system. */
export const describeNotStarted = (
  program: string,
  directory: string,
  directoryExists: boolean,
  error: NodeJS.ErrnoException,
): ExecutionResult => {
  const why = (): string => {
    if (!directoryExists) return `the directory ${directory} does not exist`;
    if (error.code === 'ENOENT') return `the program "${program}" was not found`;
    if (error.code === 'EACCES') return `the program "${program}" may not be executed`;
    return `the program "${program}" could not be started: ${error.message}`;
  };
  return { exitCode: null, signal: null, ended: 'not-started', reason: why() };
};
