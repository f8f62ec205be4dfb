import { type Experiment, type ExperimentChange, SlipwayError } from '@slipway/contracts';
import { checkEnd, checkOverrides, checkSignal } from './experiment-promises.ts';

/**
 * A running experiment with its changes. Nobody who takes part is moved: the coverage may only grow.
 * Throws INVALID_REQUEST with the field.
 */
export const changedExperiment = (
  experiment: Experiment,
  { coverage, overrides, endsAt, autoStop }: ExperimentChange,
  at: string,
): Experiment => {
  const { id, state, kind, endsAt: end, ...rest } = experiment;
  if (state === 'stopped') throw refused('experiment', `${id} is stopped`);
  if (coverage !== undefined && coverage < experiment.coverage)
    throw refused('coverage', `may only grow from ${experiment.coverage}: units would leave their arm`);
  if (overrides !== undefined && kind === 'shadow')
    throw refused('overrides', 'a shadow test assigns no units');
  if (overrides !== undefined) checkOverrides(experiment, overrides);
  if (typeof endsAt === 'string') checkEnd(endsAt, at);
  const ends = endsAt === undefined ? end : (endsAt ?? undefined);
  const changed: Experiment = {
    ...rest,
    id,
    state,
    kind,
    coverage: coverage ?? experiment.coverage,
    overrides: overrides ?? experiment.overrides,
    autoStop: autoStop ?? experiment.autoStop,
    ...(ends === undefined ? {} : { endsAt: ends }),
  };
  checkSignal(changed);
  return changed;
};

const refused = (field: string, problem: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${problem}` }, { field });
