import type { RoutedExperiment, ServingParameters } from '@slipway/contracts';
import { type AssignedExperiment, armOf, prepareExperiment } from './assigned-experiment.ts';
import { chooseRange, positionOf, type Range, rangesOf } from './assignment.ts';
import { fixedChoice, type VariantChoice } from './variant-choice.ts';

/** The split of the units outside of experiments. */
interface AssignedWeights {
  readonly seed: string;
  readonly ranges: readonly Range[];
  readonly choices: readonly VariantChoice[];
}

/** How the units of an endpoint find their variants. */
export interface Assigner {
  readonly active: VariantChoice;
  /** For rows that a rule answers: the active variant stands for them in the log. */
  readonly ruled: VariantChoice;
  /** Running A/B tests, oldest first. */
  readonly experiments: readonly AssignedExperiment[];
  readonly weights: AssignedWeights | null;
  /** The choice for a variant that something else than a draw names; the active one when that variant must not answer. */
  readonly fixed: (variant: string, reason: VariantChoice['reason'], condition?: string) => VariantChoice;
}

export interface AssignerOptions {
  readonly endpoint: string;
  /** Name of the active variant. */
  readonly active: string;
  readonly parameters: ServingParameters;
  readonly experiments: readonly RoutedExperiment[];
  /** The variants that exist. */
  readonly known: ReadonlySet<string>;
}

/** Prepares the assignment. The share of a variant that is switched off or unknown goes to the active variant. */
export const prepareAssigner = (options: AssignerOptions): Assigner => {
  const { endpoint, parameters, experiments, known } = options;
  const active = fixedChoice(options.active, 'active');
  const admit = (choice: VariantChoice): VariantChoice =>
    known.has(choice.variant) && parameters.variants[choice.variant]?.activate !== false
      ? Object.freeze(choice)
      : active;
  const { weights } = parameters;
  return {
    active,
    ruled: fixedChoice(options.active, 'rule'),
    experiments: experiments
      .filter(({ kind }) => kind === 'ab')
      .map((experiment) => prepareExperiment(experiment, admit)),
    weights:
      weights.length === 0
        ? null
        : {
            // Another seed than any experiment's, so that who takes part in one says nothing about the split of the others.
            seed: `weights:${endpoint}:`,
            ranges: rangesOf(
              weights.length,
              1,
              weights.map(({ weight }) => weight),
            ),
            choices: weights.map(({ variant, weight }) =>
              admit({ variant, experiment: null, reason: 'weights', propensity: weight }),
            ),
          },
    fixed: (variant, reason, condition) =>
      admit({ ...fixedChoice(variant, reason), ...(condition === undefined ? {} : { condition }) }),
  };
};

/**
 * The variant of a unit, for ever as long as nothing is changed: by the list of an experiment, the first experiment that covers
 * it, the weights, else the active variant.
 * @param now milliseconds since the epoch; an experiment that has ended assigns nobody
 */
export const chooseVariant = (assigner: Assigner, unit: string, now: number): VariantChoice => {
  const { experiments, weights, active } = assigner;
  for (const { overrides, endsAt } of experiments) {
    const listed = overrides.size > 0 && now < endsAt ? overrides.get(unit) : undefined;
    if (listed) return listed;
  }
  for (const experiment of experiments) {
    const arm = now < experiment.endsAt ? armOf(experiment, unit) : null;
    if (arm) return arm;
  }
  if (!weights) return active;
  return weights.choices[chooseRange(positionOf(weights.seed, unit), weights.ranges)] ?? active;
};
