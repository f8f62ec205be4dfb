import type { ExecutionResult } from '@slipway/platform';

/** What the guard knows when the step's process is gone. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOutAfterMs: number | null;
  readonly cancelled: boolean;
}

/** How an execution ended, in the words of the port. A step that answers SIGTERM with exit code 0 is cancelled all the same. */
export const describeEnd = ({
  exitCode,
  signal,
  timedOutAfterMs,
  cancelled,
}: ProcessEnd): ExecutionResult => {
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
