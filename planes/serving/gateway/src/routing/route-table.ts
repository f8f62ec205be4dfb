import type {
  ModelSignature,
  Routing,
  RoutingTable,
  RoutingVariant,
  ServingParameterValues,
  TrustedKeys,
} from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
import { effectiveParameters } from '../parameters/effective-parameters.ts';
import type { Predictor } from '../resilience/predictor.ts';
import type { PredictorRegister } from '../resilience/predictor-register.ts';
import { prepareExperiment } from './choose-variant.ts';
import type { ServedRoute, ServedVariant } from './served-route.ts';
import { refusalOf } from './verify-variant.ts';

/**
 * The routes of one routing document. Requests that began under it keep its predictors alive, also after the next document
 * has taken its place.
 */
export class RouteTable {
  readonly routes: ReadonlyMap<string, ServedRoute>;
  readonly #predictors: readonly Predictor[];
  readonly #register: PredictorRegister;
  #inFlight = 0;
  #retired = false;

  constructor(routes: readonly ServedRoute[], register: PredictorRegister) {
    this.routes = new Map(routes.map((route) => [route.endpoint, route]));
    this.#predictors = routes.flatMap(({ variants }) =>
      [...variants.values()].flatMap((each) => each.predictors),
    );
    this.#register = register;
  }

  /** A request begins; call `leave` when it is answered. */
  enter(): void {
    this.#inFlight += 1;
  }

  leave(): void {
    this.#inFlight -= 1;
    this.#releaseWhenIdle();
  }

  /** No request begins here any more. */
  retire(): void {
    this.#retired = true;
    this.#releaseWhenIdle();
  }

  #releaseWhenIdle(): void {
    if (!this.#retired || this.#inFlight > 0) return;
    for (const predictor of this.#predictors) this.#register.release(predictor);
  }
}

export interface RouteTableOptions {
  readonly trusted: TrustedKeys;
  readonly defaults: ServingParameterValues;
  readonly register: PredictorRegister;
}

/** Equal signatures become one object, so that a request is decoded once whichever of their variants answers it. */
const signatureInterner = () => {
  const known = new Map<string, ModelSignature>();
  return (signature: ModelSignature): ModelSignature => {
    const key = canonicalJson(signature);
    const first = known.get(key) ?? signature;
    known.set(key, first);
    return first;
  };
};

/** Prepares a routing document: verifies releases, overlays parameters, holds predictors. */
export const buildRouteTable = (document: RoutingTable, options: RouteTableOptions): RouteTable => {
  const { trusted, defaults, register } = options;
  const intern = signatureInterner();
  const serveVariant = (endpoint: string, variant: RoutingVariant): ServedVariant => {
    const { name, model, version, release, deployment } = variant;
    const refusal = refusalOf(endpoint, variant, trusted);
    const targets = refusal ? [] : variant.predictors;
    return {
      name,
      model,
      version,
      release,
      signature: intern(variant.signature),
      path: `/v2/models/${model}/infer`,
      predictors: targets.map(({ id, address }) => register.hold({ id, address, deployment, release })),
      wanted: variant.predictors.length,
      refusal,
    };
  };
  const serveRoute = (routing: Routing): ServedRoute => {
    const { endpoint, revision, unit, experiment } = routing;
    const parameters = effectiveParameters(defaults, routing.parameters.values);
    return {
      endpoint,
      revision,
      unit,
      parameters,
      parametersRevision: routing.parameters.revision,
      variants: new Map(routing.variants.map((variant) => [variant.name, serveVariant(endpoint, variant)])),
      active: parameters.activeVariant ?? routing.variants[0]?.name ?? null,
      experiment: prepareExperiment(experiment),
    };
  };
  return new RouteTable(document.endpoints.map(serveRoute), register);
};
