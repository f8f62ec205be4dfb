import type { RoutedExperiment, ServingParameters } from '@slipway/contracts';
import { endOf } from './assigned-experiment.ts';
import { positionOf } from './assignment.ts';
import type { VariantChoice } from './variant-choice.ts';

/** One shadow of a shadow test. */
export interface AssignedShadow {
  readonly choice: VariantChoice;
  readonly seed: string;
  /** Share of the requests that it gets a copy of. */
  readonly share: number;
  /** Milliseconds since the epoch from which it gets none. */
  readonly endsAt: number;
}

/** The shadows of an endpoint. A variant that is switched off or unknown, or whose share is 0, is none. */
export const prepareShadows = (
  experiments: readonly RoutedExperiment[],
  known: ReadonlySet<string>,
  parameters: ServingParameters,
): AssignedShadow[] =>
  experiments.flatMap((experiment) => {
    if (experiment.kind !== 'shadow') return [];
    const { id, seed, coverage, variants } = experiment;
    return variants
      .map(({ variant, weight }): AssignedShadow => {
        const share = weight * coverage;
        const choice = { variant, experiment: id, reason: 'shadow', propensity: share } as const;
        return { choice, seed: `${seed}:${variant}:`, share, endsAt: endOf(experiment) };
      })
      .filter(
        ({ choice: { variant }, share }) =>
          share > 0 && known.has(variant) && parameters.variants[variant]?.activate !== false,
      );
  });

/**
 * The shadows that get a copy of a request, by the hash of its id.
 * @param now milliseconds since the epoch
 */
export const shadowsOf = (
  shadows: readonly AssignedShadow[],
  request: string,
  now: number,
): AssignedShadow[] =>
  shadows.filter(
    ({ seed, share, endsAt }) => now < endsAt && (share >= 1 || positionOf(seed, request) < share),
  );
