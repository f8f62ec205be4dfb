import {
  type Routing,
  type RoutingTable,
  RoutingTable as RoutingTableSchema,
  type ServingParameterValues,
  type TrustedKeys,
} from '@slipway/contracts';
import { followDocument, type Logger, type Service } from '@slipway/platform';
import type { LocalPredictors } from '../resilience/local-predictors.ts';
import type { PredictorStatistics } from '../resilience/predictor.ts';
import { PredictorRegister } from '../resilience/predictor-register.ts';
import { type Registers, RouteTable } from './route-table.ts';
import { serveRoute } from './serve-route.ts';
import { signatureInterner } from './serve-variant.ts';
import type { ServedRoute } from './served-route.ts';

/** What is under way is waited for this long before a document is acknowledged; a slow request must not hold up the next change. */
const QUIET_MS = 250;

export interface RoutingFollowerOptions {
  /** Name of this gateway, which predictors are told. */
  readonly gateway: string;
  readonly follow: (after: number, signal: AbortSignal) => Promise<RoutingTable>;
  readonly cacheFile: string;
  readonly trustedKeys: TrustedKeys;
  readonly defaults: ServingParameterValues;
  /** Predictors in this process; absent: none. */
  readonly local?: LocalPredictors | undefined;
  readonly onRuleError: (endpoint: string, rule: string) => void;
  readonly logger: Logger;
}

/** Holds the routes in force. A new document takes the place of the old one between two requests, when its predictors were asked. */
export class RoutingFollower implements Service {
  readonly name = 'routing';
  readonly #options: RoutingFollowerOptions;
  readonly #registers: Registers;
  readonly #follower: Service;
  readonly #intern = signatureInterner();
  /** What each route in force was made of. */
  #sources = new Map<string, string>();
  #table: RouteTable | null = null;

  constructor(options: RoutingFollowerOptions) {
    const { gateway, local, logger } = options;
    this.#options = options;
    this.#registers = {
      live: new PredictorRegister({ gateway, local, logger }),
      shadow: new PredictorRegister({ gateway, local, logger }),
    };
    this.#follower = followDocument({
      name: 'routing',
      fetch: options.follow,
      schema: RoutingTableSchema,
      cacheFile: options.cacheFile,
      onDocument: (document) => this.#apply(document),
      logger,
    });
  }

  /** The routes in force; null before the first document. */
  get table(): RouteTable | null {
    return this.#table;
  }

  /** The predictors in use, for metrics. */
  predictors(): Record<keyof Registers, PredictorStatistics[]> {
    const { live, shadow } = this.#registers;
    return { live: live.statistics(), shadow: shadow.statistics() };
  }

  start(): Promise<void> {
    return this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
    this.#table?.retire();
    this.#table = null;
    await Promise.all([this.#registers.live.close(), this.#registers.shadow.close()]);
  }

  async #apply(document: RoutingTable): Promise<void> {
    const sources = new Map(document.endpoints.map((routing) => [routing.endpoint, JSON.stringify(routing)]));
    const next = new RouteTable(
      document.endpoints.map((routing) => this.#serve(routing, sources)),
      this.#registers,
    );
    await Promise.all([this.#registers.live.settled(), this.#registers.shadow.settled()]);
    const before = this.#table;
    this.#table = next;
    this.#sources = sources;
    before?.retire();
    this.#report(document.revision, before, next);
    // To ask for the next document acknowledges this one: by then nothing is asked any more as the old one said.
    await before?.quiet(QUIET_MS);
  }

  /** An endpoint that did not change keeps its route: to verify a thousand releases again would hold up the requests. */
  #serve(routing: Routing, sources: ReadonlyMap<string, string>): ServedRoute {
    const { trustedKeys: trusted, defaults, onRuleError } = this.#options;
    const { endpoint } = routing;
    const previous = this.#table?.routes.get(endpoint);
    if (previous && this.#sources.get(endpoint) === sources.get(endpoint)) return this.#holdAgain(previous);
    const setting = { trusted, defaults, onRuleError, registers: this.#registers, intern: this.#intern };
    return serveRoute(routing, setting, previous);
  }

  #holdAgain(route: ServedRoute): ServedRoute {
    const { live, shadow } = this.#registers;
    for (const { predictors, shadowPredictors } of route.variants.values()) {
      for (const { target } of predictors) live.hold(target);
      for (const { target } of shadowPredictors) shadow.hold(target);
    }
    return route;
  }

  #report(revision: number, before: RouteTable | null, { routes }: RouteTable): void {
    const { logger } = this.#options;
    for (const route of routes.values()) {
      const { endpoint, variants } = route;
      if (before?.routes.get(endpoint) === route) continue;
      if (route.refusal) logger.error({ endpoint, reason: route.refusal }, 'refused an endpoint');
      for (const { name, refusal } of variants.values())
        if (refusal) logger.error({ endpoint, variant: name, reason: refusal }, 'refused a variant');
    }
    logger.info({ revision, endpoints: routes.size }, 'routing applied');
  }
}
