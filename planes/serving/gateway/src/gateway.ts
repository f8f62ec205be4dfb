import type { RoutingTable, ServingParameters, TrustedKeys } from '@slipway/contracts';
import { SlipwayError } from '@slipway/contracts';
import { type Clock, type Logger, type LogWriter, type Service, systemClock } from '@slipway/platform';
import { Predictions } from './data-plane/predictions.ts';
import { effectiveParameters } from './parameters/effective-parameters.ts';
import { createKeyCheck } from './protocol/access-key.ts';
import { createDoors } from './protocol/doors.ts';
import { HttpServer } from './protocol/http-server.ts';
import { createStatistics } from './recording/statistics.ts';
import { RoutingFollower } from './routing/routing-follower.ts';

export interface GatewayOptions {
  /** Id of this gateway in the log. */
  readonly name: string;
  /** Long-polls the routing table of the release plane; see `followDocument`. */
  readonly follow: (after: number, signal: AbortSignal) => Promise<RoutingTable>;
  /** Where the last good routing table is kept. */
  readonly cacheFile: string;
  /** Keys whose releases may get traffic. */
  readonly trustedKeys: TrustedKeys;
  /** Closed by its owner, after the gateway has stopped. */
  readonly log: LogWriter;
  /** Serving parameters that the environment sets; revisions overlay them. */
  readonly defaults: Partial<ServingParameters>;
  readonly server: {
    readonly host: string;
    /** 0: a free one. */
    readonly port: number;
    /** Largest request body, bytes. */
    readonly bodyLimit: number;
    /** What clients must send; absent: everybody may ask. */
    readonly key?: string;
  };
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface Gateway extends Service {
  /** `http://host:port`, with the real port once it is started. */
  readonly address: string;
}

/** The parameters that the environment sets must be valid by themselves: throws INVALID_CONFIGURATION. */
const assertDefaults = (defaults: Partial<ServingParameters>): void => {
  try {
    effectiveParameters(defaults, {});
  } catch (error) {
    const reason = `the default serving parameters are not valid: ${(error as Error).message}`;
    throw new SlipwayError('INVALID_CONFIGURATION', { reason }, { cause: error });
  }
};

/** Routes, assigns, records and answers. It needs no other process but its predictors, from its first document on. */
export const createGateway = (options: GatewayOptions): Gateway => {
  const { name, follow, cacheFile, trustedKeys, log, defaults, logger, clock = systemClock } = options;
  const { key, ...listen } = options.server;
  assertDefaults(defaults);
  const statistics = createStatistics();
  const routing = new RoutingFollower({ follow, cacheFile, trustedKeys, defaults, logger });
  const predictions = new Predictions({ gateway: name, log, statistics });
  const answer = createDoors({
    table: () => routing.table,
    predictions,
    checkKey: createKeyCheck(key),
    gateway: name,
    log,
    statistics,
  });
  const server = new HttpServer({ ...listen, answer, statistics, logger, clock });
  return {
    name: 'gateway',
    get address() {
      return server.address;
    },
    start: async () => {
      await routing.start();
      try {
        await server.listen();
      } catch (error) {
        await routing.stop();
        throw error;
      }
      logger.info({ address: server.address }, 'the gateway listens');
    },
    stop: async () => {
      await server.close();
      await routing.stop();
    },
  };
};
