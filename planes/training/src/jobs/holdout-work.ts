import type { HoldoutSource, SnapshotStep, Step, StepOutput, Work } from '@slipway/contracts';

type HoldoutWork = Extract<Work, { kind: 'holdout' }>;

/** The snapshot step whose query the holdout is the other part of; undefined when there is none. */
const otherSide = (holdout: HoldoutSource, steps: readonly Step[]): SnapshotStep | undefined => {
  const snapshots = steps.filter((step) => step.kind === 'snapshot');
  if (typeof holdout === 'string') return undefined;
  if ('step' in holdout) return snapshots.find(({ name }) => name === holdout.step);
  return holdout.part === 'all' ? undefined : snapshots.find(({ dataset }) => dataset === holdout.dataset);
};

/**
 * What the holdout of a run is taken from. Where a step has taken the other part, it is the query of that step as it was then:
 * a dataset that is changed meanwhile cannot move rows from one side to the other.
 */
export const holdoutWork = (
  holdout: HoldoutSource,
  steps: readonly Step[],
  outputs: ReadonlyMap<string, StepOutput>,
): HoldoutWork => {
  const other = otherSide(holdout, steps);
  const taken = other && outputs.get(other.name)?.extraction;
  if (taken) {
    const { parameters, ...source } = taken;
    return { kind: 'holdout', source, part: 'holdout', parameters };
  }
  if (other) {
    const { sql, dataset, split, personal, expectations } = other;
    return { kind: 'holdout', source: { sql, dataset, split, personal, expectations }, part: 'holdout' };
  }
  if (typeof holdout === 'string') return { kind: 'holdout', source: { sql: holdout }, part: 'all' };
  if ('step' in holdout)
    throw new Error(`a holdout was queued of a step "${holdout.step}" that is not there`);
  return { kind: 'holdout', source: { dataset: holdout.dataset }, part: holdout.part };
};
