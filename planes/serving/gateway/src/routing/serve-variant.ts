import type { ModelSignature, RoutingVariant, ServingParameters, TrustedKeys } from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
import { releaseDigestOf } from '../recording/release-digest.ts';
import type { Registers } from './route-table.ts';
import type { ServedVariant } from './served-route.ts';
import { refusalOf } from './verify-variant.ts';

/** Equal signatures become one object, so that a request is decoded once whichever of their variants answers it. */
export const signatureInterner = () => {
  const known = new Map<string, WeakRef<ModelSignature>>();
  return (signature: ModelSignature): ModelSignature => {
    const key = canonicalJson(signature);
    const first = known.get(key)?.deref() ?? signature;
    if (first === signature) known.set(key, new WeakRef(signature));
    return first;
  };
};

export interface VariantSetting {
  readonly endpoint: string;
  readonly parameters: ServingParameters;
  readonly trusted: TrustedKeys;
  readonly registers: Registers;
  /** It is a shadow of a running experiment. */
  readonly shadow: boolean;
  readonly intern: (signature: ModelSignature) => ModelSignature;
}

/** Prepares a variant: verifies its release and holds its predictors. */
export const serveVariant = (variant: RoutingVariant, setting: VariantSetting): ServedVariant => {
  const { endpoint, parameters, trusted, registers, shadow, intern } = setting;
  const { name, model, version, release, deployment, envelope, servedAs } = variant;
  const refusal = refusalOf(endpoint, variant, trusted);
  const targets = refusal
    ? []
    : variant.predictors.map(({ id, address }) => ({ id, address, deployment, release }));
  const own = parameters.variants[name];
  return {
    name,
    model,
    version,
    release,
    releaseDigest: releaseDigestOf(envelope),
    signature: intern(variant.signature),
    path: `/v2/models/${encodeURIComponent(servedAs ?? model)}/infer`,
    scoreOutput: [variant.signature.score],
    predictors: targets.map((target) => registers.live.hold(target)),
    shadowPredictors: shadow ? targets.map((target) => registers.shadow.hold(target)) : [],
    wanted: variant.predictors.length,
    refusal,
    active: own?.activate ?? true,
    threshold: own?.threshold ?? parameters.threshold,
    timeoutMs: own?.timeoutMs ?? parameters.timeoutMs,
  };
};
