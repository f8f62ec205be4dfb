import { type Experiment, type Identity, SlipwayError } from '@slipway/contracts';

/** What a stop does to an experiment: nothing new, or its end. */
export type Conclusion =
  | { readonly kind: 'repeated' }
  | { readonly kind: 'stopped'; readonly experiment: Experiment };

/** How an experiment ends; `promote` is null unless a person says so. */
export interface Ending {
  readonly promote: string | null;
  readonly reason: string;
  readonly cause: NonNullable<Experiment['conclusion']>['cause'];
}

/**
 * The rules of stopping: only an arm can be promoted, and a conclusion stands; what stops by itself comes too late after a person.
 * Throws VARIANT_UNKNOWN, ALREADY_EXISTS.
 */
export const concludeExperiment = (
  experiment: Experiment,
  { promote, reason, cause }: Ending,
  by: Identity,
  at: string,
): Conclusion => {
  const { conclusion, variants, endpoint, id } = experiment;
  if (conclusion !== null) {
    if (conclusion.promoted === promote || cause !== 'person') return { kind: 'repeated' };
    throw new SlipwayError('ALREADY_EXISTS', { what: 'The conclusion of', name: id });
  }
  if (promote !== null && !variants.some(({ variant }) => variant === promote)) {
    throw new SlipwayError('VARIANT_UNKNOWN', { endpoint, variant: promote }, { field: 'promote' });
  }
  return {
    kind: 'stopped',
    experiment: {
      ...experiment,
      state: 'stopped',
      stoppedAt: at,
      conclusion: { by: by.subject, reason, promoted: promote, cause },
    },
  };
};
