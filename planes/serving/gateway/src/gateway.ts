import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoutingTable, ServingParameters, TrustedKeys } from '@slipway/contracts';
import { SlipwayError } from '@slipway/contracts';
import {
  type Clock,
  ensureHashKey,
  type Logger,
  type LogWriter,
  metricsText,
  type Service,
  systemClock,
  type Tracing,
} from '@slipway/platform';
import { Predictions } from './data-plane/predictions.ts';
import { gatewayMetrics, type MetricSources } from './metrics/gateway-metrics.ts';
import { RequestMeter } from './metrics/request-meter.ts';
import { effectiveParameters } from './parameters/effective-parameters.ts';
import { createKeyCheck } from './protocol/access-key.ts';
import { createDoors } from './protocol/doors.ts';
import { HttpServer } from './protocol/http-server.ts';
import { OriginPolicy } from './protocol/origin-policy.ts';
import { Recorder } from './recording/recorder.ts';
import { createStatistics } from './recording/statistics.ts';
import type { LocalPredictors } from './resilience/local-predictors.ts';
import { RoutingFollower } from './routing/routing-follower.ts';
import { RuleErrors } from './routing/rule-errors.ts';
import { ShadowSender } from './shadow/shadow-sender.ts';
import { RequestLog } from './telemetry/request-log.ts';

export interface GatewayOptions {
  /** Id of this gateway in the log. */
  readonly name: string;
  /** Long-polls the routing table of the release plane; see `followDocument`. */
  readonly follow: (after: number, signal: AbortSignal) => Promise<RoutingTable>;
  /** Where the last good routing table is kept. */
  readonly cacheFile: string;
  /** Key of the hashes in the log, the same for all gateways of a stack; made when it is first needed. Absent: beside the cache. */
  readonly hashKeyFile?: string;
  /** Keys whose releases may get traffic. */
  readonly trustedKeys: TrustedKeys;
  /** Closed by its owner, after the gateway has stopped. */
  readonly log: LogWriter;
  /** Serving parameters that the environment sets; revisions overlay them. */
  readonly defaults: Partial<ServingParameters>;
  /** Predictors in this process, which are asked without HTTP; absent: none. */
  readonly local?: LocalPredictors;
  readonly server: {
    readonly host: string;
    /** 0: a free one. */
    readonly port: number;
    /** Largest request body, bytes. */
    readonly bodyLimit: number;
    /** What clients must send; absent: everybody may ask. */
    readonly key?: string;
    /** Origins whose web pages may post; absent: none. */
    readonly allowedOrigins?: readonly string[];
    /** At the stop it says that it is not ready for this long, and goes on answering, before it closes. Absent: not at all. */
    readonly drainMs?: number;
  };
  readonly logger: Logger;
  /** A log line for every request; absent: only for those that fail of us. */
  readonly accessLog?: boolean;
  /** Closed by its owner, after the gateway has stopped. Absent: nothing is traced. */
  readonly tracing?: Tracing | null;
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
  const { name, log, logger, defaults, cacheFile, local, clock = systemClock } = options;
  const { key, allowedOrigins = [], drainMs = 0, ...listen } = options.server;
  assertDefaults(defaults);
  const { follow, trustedKeys, hashKeyFile = join(dirname(cacheFile), 'hash.key') } = options;
  const statistics = createStatistics();
  const ruleErrors = new RuleErrors(logger);
  const recorder = new Recorder({
    gateway: name,
    log,
    statistics,
    hashKey: () => ensureHashKey(hashKeyFile),
    clock,
  });
  const shadows = new ShadowSender(recorder);
  const meter = new RequestMeter();
  const routing = new RoutingFollower({
    gateway: name,
    follow,
    cacheFile,
    trustedKeys,
    defaults,
    local,
    onRuleError: ruleErrors.note,
    logger,
  });
  let leaving: string | null = null;
  const predictions = new Predictions({ recorder, shadows, statistics, meter });
  const sources: MetricSources = {
    gateway: name,
    ready: () => leaving === null && routing.table !== null,
    table: () => routing.table,
    predictors: () => routing.predictors(),
    gates: () => predictions.resilience(),
    meter,
    statistics,
    shadows: shadows.counts,
    ruleErrors: () => ruleErrors.counts(),
    log,
    logWait: recorder.waits,
  };
  const answer = createDoors({
    table: () => routing.table,
    predictions,
    checkKey: createKeyCheck(key),
    gateway: name,
    log,
    statistics,
    counts: () => ({ ...statistics, shadows: shadows.counts, ruleErrors: ruleErrors.counts() }),
    meter,
    metrics: () => metricsText(gatewayMetrics(sources)),
    tracing: options.tracing ?? null,
    leaving: () => leaving,
  });
  const origins = new OriginPolicy(allowedOrigins);
  const requests = new RequestLog(logger, options.accessLog ?? false);
  const server = new HttpServer({ ...listen, answer, origins, statistics, log: requests, clock });
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
      leaving = 'it is being stopped';
      if (drainMs > 0) await sleep(drainMs);
      await server.close();
      await shadows.close();
      await routing.stop();
    },
  };
};
