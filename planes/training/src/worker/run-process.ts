import type { RetryPolicy } from '@slipway/contracts';
import type { ExecutionRequest } from '@slipway/platform';
import { attemptMarkers, endAttempt } from './earlier-attempts.ts';
import { isRetriedEnd } from './retried-end.ts';
import { StepFailed } from './step-failed.ts';
import type { StepTools } from './step-tools.ts';

/** Lines of a failed step that its failure carries. */
const LAST_LINES = 20;
/** Between SIGTERM and SIGKILL where a step declares nothing else, and at most when the worker stops: it has 4 s itself. */
const GRACE_MS = 2000;

export interface ProcessOrder
  extends Pick<
    ExecutionRequest,
    | 'command'
    | 'directory'
    | 'environment'
    | 'timeoutMs'
    | 'graceMs'
    | 'limits'
    | 'isolated'
    | 'secrets'
    | 'marker'
  > {
  /** As in a retry policy; absent: every end is tried again. */
  readonly retriedExitCodes?: RetryPolicy['exitCodes'];
}

/** What a stop of a step is for decides how polite it can be. */
const graceOf = (interruption: unknown, { graceMs = GRACE_MS }: ProcessOrder): number => {
  // Somebody else may have the step already.
  if (interruption === 'lease-lost') return 0;
  return interruption === 'worker-stops' ? Math.min(graceMs, GRACE_MS) : graceMs;
};

/**
 * Runs a process for a step, its lines in the step's log, ended when the step is interrupted.
 * Throws StepFailed with the exit code, the reason and the last lines unless it ends with exit code 0.
 */
export const runProcess = async (
  order: ProcessOrder,
  { executor, session, assignment }: StepTools,
): Promise<void> => {
  const lastLines: string[] = [];
  session.conceal(order.secrets ?? []);
  const execution = executor.start({
    ...order,
    environment: { ...attemptMarkers(assignment), ...order.environment },
    until: session.held.until,
    onLine: (stream, text) => {
      session.say(stream, text);
      lastLines.push(text);
      if (lastLines.length > LAST_LINES) lastLines.shift();
    },
    onNote: (text) => session.say('platform', text),
  });
  const unfollow = session.held.follow((until) => execution.keep(until));
  const cancel = () => execution.cancel(graceOf(session.signal.reason, order));
  if (session.signal.aborted) cancel();
  session.signal.addEventListener('abort', cancel, { once: true });
  const result = await execution.result;
  const { ended, exitCode, reason, usage, isolation } = result;
  session.signal.removeEventListener('abort', cancel);
  unfollow();
  if (usage !== undefined) session.used({ ...usage, ...(isolation ? { isolation } : {}) });
  if (ended === 'exited' && exitCode === 0) {
    // What needed this step is ready as soon as its result has been handed in.
    executor.prepare?.();
    return;
  }
  // What left its group, and the step whose guard was killed before it could name it.
  await endAttempt(assignment);
  const code = ended === 'memory-exceeded' ? 'STEP_MEMORY_EXCEEDED' : 'STEP_FAILED';
  throw new StepFailed({ reason, code, exitCode, lastLines }, isRetriedEnd(result, order.retriedExitCodes));
};
