import type { RoutedExperiment } from '@slipway/contracts';
import { biasedPositionOf, chooseRange, positionOf, type Range, rangesOf } from './assignment.ts';
import type { VariantChoice } from './variant-choice.ts';

/** An A/B test prepared for assignment. */
export interface AssignedExperiment {
  readonly id: string;
  readonly seed: string;
  readonly namespace: { readonly seed: string; readonly ranges: readonly Range[] } | null;
  readonly ranges: readonly Range[];
  /** What a unit of the arm gets, by the index of its range. */
  readonly arms: readonly VariantChoice[];
  /** What a unit of the list gets, by its key. */
  readonly overrides: ReadonlyMap<string, VariantChoice>;
  /** Milliseconds since the epoch from which it assigns nobody. */
  readonly endsAt: number;
}

/** The end in milliseconds since the epoch; an experiment without one never ends by itself. */
export const endOf = ({ endsAt }: RoutedExperiment): number =>
  endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endsAt);

/** Prepares an A/B test. @param admit gives another choice in place of one whose variant must not answer */
export const prepareExperiment = (
  experiment: RoutedExperiment,
  admit: (choice: VariantChoice) => VariantChoice,
): AssignedExperiment => {
  const { id, seed, coverage, namespace, variants, overrides } = experiment;
  const weights = variants.map(({ weight }) => weight);
  const ranges = rangesOf(variants.length, coverage, weights);
  const width = namespace ? namespace.to - namespace.from : 1;
  const listed = Object.entries(overrides).map(([unit, variant]): [string, VariantChoice] => [
    unit,
    admit({ variant, experiment: id, reason: 'override', propensity: null }),
  ]);
  return {
    id,
    seed,
    namespace: namespace && { seed: `__${namespace.name}`, ranges: [[namespace.from, namespace.to]] },
    ranges,
    arms: variants.map(({ variant }, index) => {
      const [start, end] = ranges[index]!;
      return admit({ variant, experiment: id, reason: 'experiment', propensity: (end - start) * width });
    }),
    overrides: new Map(listed),
    endsAt: endOf(experiment),
  };
};

/** What a unit gets in an A/B test; null when it takes no part. */
export const armOf = (experiment: AssignedExperiment, unit: string): VariantChoice | null => {
  const { namespace, seed, ranges, arms } = experiment;
  if (namespace && chooseRange(biasedPositionOf(namespace.seed, unit), namespace.ranges) === -1) return null;
  return arms[chooseRange(positionOf(seed, unit), ranges)] ?? null;
};
