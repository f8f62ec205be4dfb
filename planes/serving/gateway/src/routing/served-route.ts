import type { ModelSignature, ServedEndpoint, ServingParameters, UnitSource } from '@slipway/contracts';
import type { Predictor } from '../resilience/predictor.ts';
import type { AssignedExperiment } from './choose-variant.ts';

/** A variant prepared for requests. */
export interface ServedVariant {
  readonly name: string;
  readonly model: string;
  readonly version: number;
  readonly release: string;
  /** One object for all variants of the gateway whose signatures are equal. */
  readonly signature: ModelSignature;
  /** Where its predictors take infer requests. */
  readonly path: string;
  /** None when it is refused. */
  readonly predictors: readonly Predictor[];
  /** How many the routing document names. */
  readonly wanted: number;
  /** Why it must not get traffic; null when it may. */
  readonly refusal: string | null;
}

/** An endpoint prepared for requests; immutable. */
export interface ServedRoute {
  readonly endpoint: string;
  readonly revision: number;
  readonly unit: UnitSource | null;
  readonly parameters: ServingParameters;
  readonly parametersRevision: number;
  readonly variants: ReadonlyMap<string, ServedVariant>;
  /** Name of the variant that answers outside the experiment; null when there is none. */
  readonly active: string | null;
  readonly experiment: AssignedExperiment | null;
}

/** The variant whose signature clients are shown: the active one. */
export const activeVariantOf = ({ active, variants }: ServedRoute): ServedVariant | null =>
  (active === null ? undefined : variants.get(active)) ?? null;

export const readyPredictors = ({ predictors }: ServedVariant): number =>
  predictors.filter(({ state }) => state === 'ready').length;

const reasonOf = (variant: ServedVariant): string | null => {
  if (variant.refusal) return variant.refusal;
  if (readyPredictors(variant) > 0) return null;
  const reasons = variant.predictors.map(({ target, reason }) => `${target.id}: ${reason}`);
  return reasons.length === 0 ? 'it has no predictors' : reasons.join('; ');
};

/** The endpoint as this gateway serves it, for people. */
export const describeRoute = (route: ServedRoute): ServedEndpoint => ({
  name: route.endpoint,
  revision: route.revision,
  parametersRevision: route.parametersRevision,
  active: route.parameters.activate,
  experiment: route.experiment?.id ?? null,
  variants: [...route.variants.values()].map((variant) => {
    const { name, model, version, release, wanted } = variant;
    const reason = reasonOf(variant);
    const ready = readyPredictors(variant);
    return {
      name,
      model,
      version,
      release,
      ready,
      predictors: wanted,
      ...(reason === null ? {} : { reason }),
    };
  }),
});
