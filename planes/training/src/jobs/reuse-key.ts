import type { RunStep, StepOutput } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';

/** A step that another one needs, when that one begins. */
export interface NeededStep {
  readonly name: string;
  readonly kind: RunStep['kind'];
  readonly output: StepOutput | null;
  /** Its own key; null when it is never the same as another one. */
  readonly reuse_key: string | null;
}

export interface KeyFacts {
  readonly job: string;
  readonly step: string;
  /** What the worker knows of the step's inputs; null: it is never the same. */
  readonly worker: string | null;
  readonly needs: readonly NeededStep[];
}

/** Rows are what they are, whoever asked for them; everything else is only known by how it was made. */
const isData = ({ kind }: NeededStep): boolean => kind === 'snapshot' || kind === 'holdout';

/**
 * The digest by which a step is known again: what the worker knows, and what the needed steps left behind. Null when it is
 * never the same as another one, which goes for everything that needs such a step too.
 */
export const reuseKey = ({ job, step, worker, needs }: KeyFacts): string | null => {
  if (worker === null || needs.some((need) => !isData(need) && need.reuse_key === null)) return null;
  const left = needs.map((need) => ({
    name: need.name,
    output: isData(need) ? need.output?.snapshot?.digest : need.output,
    key: isData(need) ? null : need.reuse_key,
  }));
  left.sort((a, b) => (a.name < b.name ? -1 : 1));
  return digestOf(canonicalJson({ job, step, worker, needs: left }));
};
