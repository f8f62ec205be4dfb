import { SlipwayError } from '@slipway/contracts';
import type { Session } from '../duckdb/session.ts';

export interface Limits {
  readonly milliseconds: number;
  /** Aborts when nobody waits for the result any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs work on a session and interrupts it at the time limit (TIMEOUT) or when the caller is gone. */
export const withLimits = async <T>(
  session: Session,
  { milliseconds, signal }: Limits,
  work: () => Promise<T>,
): Promise<T> => {
  let late = false;
  // An interrupt between two statements is lost, so it is repeated until the work ends.
  let repeat: NodeJS.Timeout | undefined;
  const interrupt = () => {
    session.interrupt();
    repeat ??= setInterval(() => session.interrupt(), 100);
  };
  const timer = setTimeout(() => {
    late = true;
    interrupt();
  }, milliseconds);
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted) interrupt();
  try {
    return await work();
  } catch (error) {
    if (late) throw new SlipwayError('TIMEOUT', { what: 'The query', milliseconds }, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    clearInterval(repeat);
    signal?.removeEventListener('abort', interrupt);
  }
};
