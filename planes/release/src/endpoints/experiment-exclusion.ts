import { type Experiment, type ExperimentRequest, SlipwayError } from '@slipway/contracts';

type Placed = Pick<ExperimentRequest, 'kind' | 'namespace'>;

/**
 * Whether two experiments may run at the same time. A shadow test disturbs nobody; two A/B tests would fight for the same units
 * unless they hold disjoint ranges of one namespace.
 */
export const exclusive = (a: Placed, b: Placed): boolean => {
  if (a.kind === 'shadow' || b.kind === 'shadow') return true;
  if (a.namespace === null || b.namespace === null || a.namespace.name !== b.namespace.name) return false;
  return a.namespace.to <= b.namespace.from || b.namespace.to <= a.namespace.from;
};

/** Throws EXPERIMENT_RUNNING for an A/B test that would share units with a running one. */
export const refuseSharedUnits = (
  endpoint: string,
  request: Placed,
  running: readonly Pick<Experiment, 'id' | 'kind' | 'namespace'>[],
): void => {
  const other = running.find((each) => !exclusive(request, each));
  if (other === undefined) return;
  const field = request.namespace === null ? 'namespace' : 'namespace.from';
  throw new SlipwayError('EXPERIMENT_RUNNING', { endpoint, experiment: other.id }, { field });
};
