import type { RunState, StepState } from '@slipway/contracts';

/** A step as the order of steps sees it. */
export interface StepNode {
  readonly name: string;
  readonly needs: readonly string[];
  readonly state: StepState;
  readonly attempt: number;
}

const HOPELESS: readonly StepState[] = ['failed', 'cancelled', 'skipped'];
const OPEN: readonly StepState[] = ['waiting', 'queued', 'running'];

/** Waiting steps whose needs have all succeeded. */
export const readySteps = (steps: readonly StepNode[]): string[] => {
  const succeeded = new Set(steps.filter(({ state }) => state === 'succeeded').map(({ name }) => name));
  return steps
    .filter(({ state, needs }) => state === 'waiting' && needs.every((need) => succeeded.has(need)))
    .map(({ name }) => name);
};

/** Waiting steps that can never run, because something that they need, directly or not, will not succeed. */
export const blockedSteps = (steps: readonly StepNode[]): string[] => {
  const hopeless = new Set(steps.filter(({ state }) => HOPELESS.includes(state)).map(({ name }) => name));
  const blocked: string[] = [];
  for (let found = true; found; ) {
    const next = steps.find(
      ({ name, state, needs }) =>
        state === 'waiting' && !hopeless.has(name) && needs.some((need) => hopeless.has(need)),
    );
    found = next !== undefined;
    if (next === undefined) continue;
    hopeless.add(next.name);
    blocked.push(next.name);
  }
  return blocked;
};

/** The state of a run follows from its steps; it is never set by hand. */
export const runState = (steps: readonly StepNode[]): RunState => {
  if (steps.some(({ state }) => OPEN.includes(state)))
    return steps.some(({ attempt }) => attempt > 0) ? 'running' : 'queued';
  if (steps.some(({ state }) => state === 'cancelled')) return 'cancelled';
  if (steps.some(({ state }) => state === 'failed')) return 'failed';
  return 'succeeded';
};
