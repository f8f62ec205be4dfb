import type { IncomingHttpHeaders } from 'node:http';
import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { type Awaitable, Future, METRICS_TYPE, type Tracing, traceparentOf } from '@slipway/platform';
import type { Predictions } from '../data-plane/predictions.ts';
import type { RequestMeter } from '../metrics/request-meter.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { describeRoute } from '../routing/served-route.ts';
import { type Inbound, jsonReply, type Reply } from './inbound.ts';
import { answerInfer, type PredictionReply } from './infer-door.ts';
import {
  modelConfig,
  modelList,
  modelMetadata,
  modelReady,
  modelStatistics,
  serverMetadata,
} from './model-door.ts';
import { answerOutcomes, type OutcomesDoorOptions } from './outcomes-door.ts';
import type { RouteMatch } from './route-match.ts';
import { answerRows } from './rows-door.ts';

export interface DoorsOptions extends OutcomesDoorOptions {
  /** The routes in force; null before the first routing document. */
  readonly table: () => RouteTable | null;
  readonly predictions: Predictions;
  /** Throws UNAUTHENTICATED. */
  readonly checkKey: (headers: IncomingHttpHeaders) => void;
  /** What this gateway has counted, for people. */
  readonly counts: () => object;
  readonly meter: RequestMeter;
  /** The same and more, as Prometheus reads it. */
  readonly metrics: () => string;
  /** Null: nothing is traced. */
  readonly tracing: Tracing | null;
  /** Why load balancers should leave it; null while it takes requests. */
  readonly leaving: () => string | null;
}

const NO_ROUTING = 'no routing document has arrived yet';

type PredictionDoor = (
  table: RouteTable,
  predictions: Predictions,
  match: RouteMatch,
  inbound: Inbound,
) => Future<PredictionReply>;

/** Answers a matched request. Throws or fails with SlipwayErrors, which the server turns into answers. */
export const createDoors = (options: DoorsOptions) => {
  const { table, predictions, statistics, checkKey, counts, leaving, meter, tracing } = options;
  const requireTable = (): RouteTable => {
    const current = table();
    if (!current) throw new SlipwayError('UNAVAILABLE', { what: `The endpoint (${NO_ROUTING})` });
    return current;
  };
  const predict = (answer: PredictionDoor, match: RouteMatch, inbound: Inbound): Future<Reply> => {
    const current = requireTable();
    const { trail, headers, started } = inbound;
    if (current.routes.has(match.endpoint)) trail.endpoint = match.endpoint;
    if (tracing)
      trail.span = tracing.begin(`POST ${match.pattern}`, traceparentOf(headers.traceparent), started);
    current.enter();
    return Future.try(() => answer(current, predictions, match, inbound)).then(
      (reply) => {
        const { copy } = reply;
        statistics.answered += 1;
        meter.answered(trail.endpoint, trail.variant, performance.now() - started);
        if (copy) current.beginCopies();
        current.leave();
        return copy ? { ...reply, after: () => void copy().finally(() => current.endCopies()) } : reply;
      },
      (thrown) => {
        meter.failed(trail.endpoint, trail.variant, SlipwayError.from(thrown).code);
        current.leave();
        throw thrown;
      },
    );
  };
  const health = (): Reply => {
    const reason = leaving() ?? (table() ? null : NO_ROUTING);
    if (reason !== null) return jsonReply({ ready: false, reason }, 503);
    const { trouble = null } = options.log;
    return jsonReply(trouble === null ? { ready: true } : { ready: true, reason: `degraded: ${trouble}` });
  };
  const served = (endpoint: string): Reply => {
    const route = requireTable().routes.get(endpoint);
    if (!route) throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint }, { field: 'endpoint' });
    return jsonReply(describeRoute(route));
  };

  return (match: RouteMatch, inbound: Inbound): Awaitable<Reply> => {
    const { pattern, endpoint } = match;
    if (pattern.startsWith('/v1/') || pattern === '/metrics') checkKey(inbound.headers);
    switch (pattern) {
      case '/v1/endpoints/*/predictions':
        return predict(answerRows, match, inbound);
      case '/v2/models/*/infer':
      case '/v2/models/*/versions/*/infer':
        checkKey(inbound.headers);
        return predict(answerInfer, match, inbound);
      case '/v1/outcomes':
        return answerOutcomes(options, inbound);
      case '/health/live':
      case '/v2/health/live':
        return jsonReply({ live: true });
      case '/health/ready':
      case '/v2/health/ready':
        return health();
      case '/v1/endpoints':
        return jsonReply([...(table()?.routes.values() ?? [])].map(describeRoute));
      case '/v1/endpoints/*':
        return served(endpoint);
      case '/v1/statistics':
        return jsonReply(counts());
      case '/metrics':
        return { status: 200, body: options.metrics(), type: METRICS_TYPE };
      case '/v2':
        return serverMetadata();
      case '/v2/models':
        return modelList(requireTable());
      case '/v2/models/*':
      case '/v2/models/*/versions/*':
        return modelMetadata(requireTable(), match);
      case '/v2/models/*/ready':
      case '/v2/models/*/versions/*/ready':
        return modelReady(requireTable(), match);
      case '/v2/models/*/config':
        return modelConfig(requireTable(), match);
      case '/v2/models/*/stats':
        checkKey(inbound.headers);
        return modelStatistics(requireTable(), match);
    }
  };
};
