import { constants } from 'node:os';
import type { RetryPolicy } from '@slipway/contracts';
import type { ExecutionResult } from '@slipway/platform';

/** A signal as shells write it in an exit code. */
const signalCode = (signal: string | null): number =>
  128 + (constants.signals[signal as NodeJS.Signals] ?? 0);

/**
 * Whether the way in which a command ended may be tried again. A program that is not there will not be there in a minute; what
 * ended by itself or by a foreign signal is up to `exitCodes`; what the platform ended (time, memory) to the limit alone.
 */
export const isRetriedEnd = (
  { ended, exitCode, signal }: Pick<ExecutionResult, 'ended' | 'exitCode' | 'signal'>,
  exitCodes: RetryPolicy['exitCodes'],
): boolean => {
  if (ended === 'not-started') return false;
  if (ended !== 'exited' || exitCodes === undefined) return true;
  return exitCodes.includes(exitCode ?? signalCode(signal));
};
