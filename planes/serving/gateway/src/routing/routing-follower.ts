import {
  type RoutingTable,
  RoutingTable as RoutingTableSchema,
  type ServingParameterValues,
  type TrustedKeys,
} from '@slipway/contracts';
import { followDocument, type Logger, type Service } from '@slipway/platform';
import { PredictorRegister } from '../resilience/predictor-register.ts';
import { buildRouteTable, type RouteTable } from './route-table.ts';

export interface RoutingFollowerOptions {
  readonly follow: (after: number, signal: AbortSignal) => Promise<RoutingTable>;
  readonly cacheFile: string;
  readonly trustedKeys: TrustedKeys;
  readonly defaults: ServingParameterValues;
  readonly logger: Logger;
}

/** Holds the routes in force. A new document takes the place of the old one between two requests, when its predictors were asked. */
export class RoutingFollower implements Service {
  readonly name = 'routing';
  readonly #options: RoutingFollowerOptions;
  readonly #register: PredictorRegister;
  readonly #follower: Service;
  #table: RouteTable | null = null;

  constructor(options: RoutingFollowerOptions) {
    this.#options = options;
    this.#register = new PredictorRegister(options.logger);
    this.#follower = followDocument({
      name: 'routing',
      fetch: options.follow,
      schema: RoutingTableSchema,
      cacheFile: options.cacheFile,
      onDocument: (document) => this.#apply(document),
      logger: options.logger,
    });
  }

  /** The routes in force; null before the first document. */
  get table(): RouteTable | null {
    return this.#table;
  }

  start(): Promise<void> {
    return this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
    this.#table?.retire();
    this.#table = null;
    await this.#register.close();
  }

  async #apply(document: RoutingTable): Promise<void> {
    const { trustedKeys: trusted, defaults, logger } = this.#options;
    const next = buildRouteTable(document, { trusted, defaults, register: this.#register });
    await this.#register.settled();
    const before = this.#table;
    this.#table = next;
    before?.retire();
    for (const { endpoint, variants } of next.routes.values()) {
      for (const { name, refusal } of variants.values())
        if (refusal) logger.error({ endpoint, variant: name, reason: refusal }, 'refused a variant');
    }
    logger.info({ revision: document.revision, endpoints: next.routes.size }, 'routing applied');
  }
}
