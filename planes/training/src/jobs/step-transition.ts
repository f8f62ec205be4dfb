import type { RetryPolicy, StepState } from '@slipway/contracts';
import { backOffSeconds } from './back-off.ts';

/**
 * Tries that a step gets on top of its retry policy when its worker died under it. Fewer: one crash of a worker fails a
 * run that did nothing wrong; more: a step that takes its worker down with it (memory) does so again and again.
 */
const LOST_WORKER_ALLOWANCE = 2;

/** What the next state of a step depends on. `failures` and `losses` count the tries that were used up. */
export interface StepProgress {
  readonly state: StepState;
  /** How often it was begun; never reset, so that each try has a directory of its own. */
  readonly attempt: number;
  readonly failures: number;
  readonly losses: number;
}

export type StepEvent =
  /** Everything that it needs has succeeded. */
  | { readonly kind: 'ready' }
  /** A worker took it. */
  | { readonly kind: 'leased' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly retryable: boolean }
  /** Its worker went silent. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'cancelled' }
  /** Something that it needs will never succeed. */
  | { readonly kind: 'skipped' }
  /** A person retries the run. */
  | { readonly kind: 'reset' };

export interface StepTransition extends StepProgress {
  /** Seconds before the queue hands it out; 0 unless it waits for a retry. */
  readonly delaySeconds: number;
}

const FROM: Readonly<Record<StepEvent['kind'], readonly StepState[]>> = {
  ready: ['waiting'],
  leased: ['queued'],
  completed: ['running'],
  failed: ['running'],
  lost: ['running'],
  cancelled: ['waiting', 'queued', 'running'],
  skipped: ['waiting'],
  reset: ['failed', 'skipped'],
};

/** The state of a step after an event; null when the event does not apply to the state it is in. */
export const nextState = (
  step: StepProgress,
  retry: RetryPolicy,
  event: StepEvent,
  random: () => number = Math.random,
): StepTransition | null => {
  if (!FROM[event.kind].includes(step.state)) return null;
  const { attempt, failures, losses } = step;
  const to = (state: StepState, changes: Partial<StepTransition> = {}): StepTransition => ({
    state,
    attempt,
    failures,
    losses,
    delaySeconds: 0,
    ...changes,
  });
  switch (event.kind) {
    case 'ready':
      return to('queued');
    case 'leased':
      return to('running', { attempt: attempt + 1 });
    case 'completed':
      return to('succeeded');
    case 'failed':
      if (!event.retryable || failures >= retry.limit) return to('failed');
      return to('queued', { failures: failures + 1, delaySeconds: backOffSeconds(retry, failures, random) });
    case 'lost':
      if (losses < LOST_WORKER_ALLOWANCE) return to('queued', { losses: losses + 1 });
      if (failures < retry.limit) return to('queued', { failures: failures + 1 });
      return to('failed');
    case 'cancelled':
      return to('cancelled');
    case 'skipped':
      return to('skipped');
    case 'reset':
      return to('waiting', { failures: 0, losses: 0 });
  }
};
