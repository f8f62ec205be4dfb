import { PredictionCache, type PredictionCacheStatistics } from '../cache/prediction-cache.ts';
import { Admission, type Priority } from '../resilience/admission.ts';
import { RetryBudget, type RetryStatistics } from '../resilience/retry-budget.ts';
import type { ServedRoute } from '../routing/served-route.ts';

/** What guards one endpoint, and outlives its routing documents. */
export interface EndpointGate {
  readonly admission: Admission;
  /** One for all endpoints: its room is that of the gateway. */
  readonly cache: PredictionCache;
  /** Further tries of one variant. */
  budgetOf(variant: string): RetryBudget;
}

/** One endpoint as metrics show it: what holds now, and counts since the start. */
export interface EndpointGateStatistics {
  readonly endpoint: string;
  readonly limit: number;
  readonly inFlight: number;
  readonly shed: Readonly<Record<Priority, number>>;
  readonly variants: readonly ({ readonly variant: string } & RetryStatistics)[];
}

class Gate implements EndpointGate {
  readonly admission: Admission;
  readonly cache: PredictionCache;
  readonly #budgets = new Map<string, RetryBudget>();
  #share: number;

  constructor({ endpoint, parameters }: ServedRoute, cache: PredictionCache) {
    this.cache = cache;
    this.admission = new Admission(endpoint, parameters);
    this.#share = parameters.retryBudget;
  }

  adopt({ parameters }: ServedRoute): void {
    this.admission.rules = parameters;
    this.#share = parameters.retryBudget;
    for (const budget of this.#budgets.values()) budget.share = this.#share;
  }

  statistics(endpoint: string): EndpointGateStatistics {
    const { limit, inFlight, shed } = this.admission;
    const variants = [...this.#budgets].map(([variant, budget]) => ({ variant, ...budget.statistics() }));
    return { endpoint, limit, inFlight, shed: { ...shed }, variants };
  }

  budgetOf(variant: string): RetryBudget {
    let budget = this.#budgets.get(variant);
    if (!budget) {
      budget = new RetryBudget(this.#share);
      this.#budgets.set(variant, budget);
    }
    return budget;
  }
}

/** The gates of all endpoints: a new route takes over the gate of the one before it, with its own parameters. */
export class EndpointGates {
  readonly #cache = new PredictionCache();
  readonly #byRoute = new WeakMap<ServedRoute, Gate>();
  readonly #byEndpoint = new Map<string, Gate>();

  of(route: ServedRoute): EndpointGate {
    const known = this.#byRoute.get(route);
    if (known) return known;
    const before = this.#byEndpoint.get(route.endpoint);
    const gate = before ?? new Gate(route, this.#cache);
    before?.adopt(route);
    this.#byEndpoint.set(route.endpoint, gate);
    this.#byRoute.set(route, gate);
    return gate;
  }

  statistics(): { readonly endpoints: EndpointGateStatistics[]; readonly cache: PredictionCacheStatistics } {
    const endpoints = [...this.#byEndpoint].map(([endpoint, gate]) => gate.statistics(endpoint));
    return { endpoints, cache: this.#cache.statistics() };
  }
}
