import { StepFailed } from './step-failed.ts';
import type { StepTools } from './step-tools.ts';

/** Lines of a failed step that its failure carries. */
const LAST_LINES = 20;
/** After it a cancelled step is killed; the worker itself has 4 s to stop. */
const GRACE_MS = 2000;

export interface ProcessOrder {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/**
 * Runs a process for a step, its lines in the step's log, ended when the step is interrupted.
 * Throws StepFailed with the exit code, the reason and the last lines unless it ends with exit code 0.
 */
export const runProcess = async (order: ProcessOrder, { executor, session }: StepTools): Promise<void> => {
  const lastLines: string[] = [];
  const execution = executor.start({
    ...order,
    onLine: (stream, text) => {
      session.say(stream, text);
      lastLines.push(text);
      if (lastLines.length > LAST_LINES) lastLines.shift();
    },
  });
  const cancel = () => execution.cancel(GRACE_MS);
  if (session.signal.aborted) cancel();
  session.signal.addEventListener('abort', cancel, { once: true });
  const { ended, exitCode, reason } = await execution.result;
  session.signal.removeEventListener('abort', cancel);
  if (ended === 'exited' && exitCode === 0) return;
  // A program that is not there will not be there in a minute.
  throw new StepFailed({ reason, code: 'STEP_FAILED', exitCode, lastLines }, ended !== 'not-started');
};
