import type { RunState, SearchPlan, SearchState, TrialState } from '@slipway/contracts';
import { halvingRungs } from './halving-rungs.ts';
import type { Parameters } from './parameter-space.ts';

/** A trial as far as the next move depends on it. */
export interface TrialFact {
  readonly rung: number;
  readonly number: number;
  readonly parameters: Parameters;
  readonly state: TrialState;
  readonly metric: number | null;
  readonly reason: string | null;
  /** The idempotency key of its run. */
  readonly runKey: string;
}

export interface SearchFacts {
  readonly plan: SearchPlan;
  readonly register: boolean;
  /** What the search has to end as, whatever its trials come to, and why; null while nothing ends it. */
  readonly ending: { readonly as: 'cancelled' | 'failed'; readonly reason: string } | null;
  /** By rung and number. */
  readonly trials: readonly TrialFact[];
  /** The run that registers the best; null before it. */
  readonly final: { readonly id: string; readonly state: RunState } | null;
}

type NextTrial = Pick<TrialFact, 'rung' | 'number' | 'parameters'>;

export type SearchMove =
  | { readonly kind: 'start'; readonly trials: readonly TrialFact[] }
  | { readonly kind: 'next-rung'; readonly trials: readonly NextTrial[] }
  | { readonly kind: 'final'; readonly parameters: Parameters }
  /** Cancel every run of the search that has not ended. */
  | { readonly kind: 'stop' }
  | {
      readonly kind: 'finish';
      readonly state: Exclude<SearchState, 'running'>;
      readonly reason: string | null;
    }
  /** Nothing can be done before a run ends. */
  | { readonly kind: 'wait' };

const isOpen = (state: RunState): boolean => state === 'queued' || state === 'running';

/** Succeeded trials, the best first; of equal ones the earlier number. */
const ranked = <T extends TrialFact>(trials: readonly T[], goal: SearchPlan['metric']['goal']): T[] => {
  const sign = goal === 'minimize' ? 1 : -1;
  return trials
    .filter(({ state, metric }) => state === 'succeeded' && metric !== null)
    .sort((a, b) => sign * ((a.metric ?? 0) - (b.metric ?? 0)) || a.number - b.number);
};

/**
 * The best trial so far, of the highest rung that has a result: figures of lower rungs were had with less. Null before the
 * first result.
 */
export const bestTrial = <T extends TrialFact>(
  trials: readonly T[],
  goal: SearchPlan['metric']['goal'],
): T | null => {
  const results = ranked(trials, goal);
  const top = Math.max(...results.map(({ rung }) => rung));
  return results.find(({ rung }) => rung === top) ?? null;
};

/** Those of a finished rung that go on, with more of the resource; none when it was the last. */
const promoted = ({ plan }: SearchFacts, rung: readonly TrialFact[]): NextTrial[] => {
  const { halving, trials = 1, metric } = plan;
  const next = (rung[0]?.rung ?? 0) + 1;
  const wanted = halving === undefined ? undefined : halvingRungs(trials, halving)[next];
  if (halving === undefined || wanted === undefined) return [];
  return ranked(rung, metric.goal)
    .slice(0, wanted.trials)
    .sort((a, b) => a.number - b.number)
    .map(({ number, parameters }) => ({
      rung: next,
      number,
      parameters: { ...parameters, [halving.resource]: wanted.resource },
    }));
};

const afterTrials = (facts: SearchFacts): SearchMove => {
  const { plan, trials, register, final } = facts;
  const best = bestTrial(trials, plan.metric.goal);
  if (best === null) {
    const reason = trials.find((trial) => trial.reason !== null)?.reason ?? 'none was run';
    return { kind: 'finish', state: 'failed', reason: `no trial succeeded: ${reason}` };
  }
  if (!register) return { kind: 'finish', state: 'succeeded', reason: null };
  if (final === null) return { kind: 'final', parameters: best.parameters };
  if (isOpen(final.state)) return { kind: 'wait' };
  if (final.state === 'succeeded') return { kind: 'finish', state: 'succeeded', reason: null };
  return { kind: 'finish', state: 'failed', reason: `the final run ${final.id} ${final.state}` };
};

/** What a search does next; a pure function of what is known, so that a process that starts again goes on where another ended. */
export const nextMove = (facts: SearchFacts): SearchMove => {
  const { plan, trials, ending, final } = facts;
  if (ending !== null) {
    const open = trials.some(({ state }) => state === 'running') || (final !== null && isOpen(final.state));
    return open ? { kind: 'stop' } : { kind: 'finish', state: ending.as, reason: ending.reason };
  }
  const top = Math.max(0, ...trials.map(({ rung }) => rung));
  const rung = trials.filter((trial) => trial.rung === top);
  const running = rung.filter(({ state }) => state === 'running').length;
  const waiting = rung.filter(({ state }) => state === 'waiting').slice(0, plan.parallel - running);
  if (waiting.length > 0) return { kind: 'start', trials: waiting };
  if (running > 0) return { kind: 'wait' };
  const next = promoted(facts, rung);
  return next.length > 0 ? { kind: 'next-rung', trials: next } : afterTrials(facts);
};
