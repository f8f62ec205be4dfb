import type { ModelSignature, ServedEndpoint, ServingParameters, UnitSource } from '@slipway/contracts';
import type { CompiledRules } from '@slipway/rules';
import type { Predictor } from '../resilience/predictor.ts';
import type { AssignedShadow } from './assigned-shadow.ts';
import type { Assigner } from './choose-variant.ts';

/** A variant prepared for requests. */
export interface ServedVariant {
  readonly name: string;
  readonly model: string;
  readonly version: number;
  readonly release: string;
  /** Digest of the signed envelope that allows it to answer. */
  readonly releaseDigest: string;
  /** One object for all variants of the gateway whose signatures are equal. */
  readonly signature: ModelSignature;
  /** Where its predictors take infer requests. */
  readonly path: string;
  /** Name of the output that holds the scores, as a list to ask for. */
  readonly scoreOutput: readonly string[];
  /** None when it is refused. */
  readonly predictors: readonly Predictor[];
  /** The same predictors over connections of their own; none when it is no shadow. */
  readonly shadowPredictors: readonly Predictor[];
  /** How many the routing document names. */
  readonly wanted: number;
  /** Why it must not get traffic; null when it may. */
  readonly refusal: string | null;
  /** Not switched off by the parameters. */
  readonly active: boolean;
  /** Of the variant, else of the endpoint. */
  readonly threshold: number;
  readonly timeoutMs: number;
}

/** An endpoint prepared for requests; immutable. */
export interface ServedRoute {
  readonly endpoint: string;
  readonly revision: number;
  readonly unit: UnitSource | null;
  readonly parameters: ServingParameters;
  readonly parametersRevision: number;
  /** Null when there are no rules and no conditions. */
  readonly rules: CompiledRules | null;
  readonly variants: ReadonlyMap<string, ServedVariant>;
  /** Name of the variant that answers outside of experiments and weights; null when there is none. */
  readonly active: string | null;
  /** The variant whose signature clients are shown: the active one, else the first; null when there is none. */
  readonly shown: ServedVariant | null;
  /** Ids of the running experiments, A/B and shadow. */
  readonly experiments: readonly string[];
  readonly assigner: Assigner;
  readonly shadows: readonly AssignedShadow[];
  /** Why nothing is answered here, whatever the parameters say; null when it may be. */
  readonly refusal: string | null;
}

/** The active variant; null when it does not exist. */
export const activeVariantOf = ({ active, variants }: ServedRoute): ServedVariant | null =>
  (active === null ? undefined : variants.get(active)) ?? null;

export const readyPredictors = ({ predictors }: ServedVariant): number =>
  predictors.filter(({ state }) => state === 'ready').length;

const reasonOf = (variant: ServedVariant): string | null => {
  if (variant.refusal) return variant.refusal;
  if (!variant.active) return 'it is switched off';
  if (readyPredictors(variant) > 0) return null;
  const reasons = variant.predictors.map(({ target, reason }) => `${target.id}: ${reason}`);
  return reasons.length === 0 ? 'it has no predictors' : reasons.join('; ');
};

/** The endpoint as this gateway serves it, for people. */
export const describeRoute = (route: ServedRoute): ServedEndpoint => ({
  name: route.endpoint,
  revision: route.revision,
  parametersRevision: route.parametersRevision,
  active: route.parameters.activate && route.refusal === null,
  experiments: [...route.experiments],
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
