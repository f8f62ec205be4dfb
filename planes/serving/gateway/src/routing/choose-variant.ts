import type { Routing } from '@slipway/contracts';
import { chooseRange, positionOf, type Range, rangesOf } from './assignment.ts';

/** An experiment prepared for assignment. */
export interface AssignedExperiment {
  readonly id: string;
  readonly seed: string;
  readonly variants: readonly string[];
  readonly ranges: readonly Range[];
}

export const prepareExperiment = (experiment: Routing['experiment']): AssignedExperiment | null =>
  experiment && {
    id: experiment.id,
    seed: experiment.seed,
    variants: experiment.variants.map(({ variant }) => variant),
    ranges: rangesOf(
      experiment.variants.length,
      experiment.coverage,
      experiment.variants.map(({ weight }) => weight),
    ),
  };

export interface VariantChoice {
  readonly variant: string;
  /** The experiment that assigned the unit; null when it takes part in none. */
  readonly experiment: string | null;
}

/** The variant that answers a unit: its arm when the experiment covers it, else the active variant. */
export const chooseVariant = (
  active: string,
  experiment: AssignedExperiment | null,
  unit: string,
): VariantChoice => {
  const arm = experiment ? chooseRange(positionOf(experiment.seed, unit), experiment.ranges) : -1;
  const assigned = experiment?.variants[arm];
  return experiment && assigned !== undefined
    ? { variant: assigned, experiment: experiment.id }
    : { variant: active, experiment: null };
};
