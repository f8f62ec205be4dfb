import type { IncomingHttpHeaders } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import type { Predictions } from '../data-plane/predictions.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { describeRoute } from '../routing/served-route.ts';
import { type Inbound, jsonReply, type Reply } from './inbound.ts';
import { answerInfer } from './infer-door.ts';
import { modelList, modelMetadata, modelReady, serverMetadata } from './model-door.ts';
import { answerOutcomes, type OutcomesDoorOptions } from './outcomes-door.ts';
import type { RouteMatch } from './route-match.ts';
import { answerRows } from './rows-door.ts';

export interface DoorsOptions extends OutcomesDoorOptions {
  /** The routes in force; null before the first routing document. */
  readonly table: () => RouteTable | null;
  readonly predictions: Predictions;
  /** Throws UNAUTHENTICATED. */
  readonly checkKey: (headers: IncomingHttpHeaders) => void;
}

const NO_ROUTING = 'no routing document has arrived yet';

/** Answers a matched request. Throws SlipwayErrors, which the server turns into answers. */
export const createDoors = (options: DoorsOptions) => {
  const { table, predictions, statistics, checkKey } = options;
  const requireTable = (): RouteTable => {
    const current = table();
    if (!current) throw new SlipwayError('UNAVAILABLE', { what: `The endpoint (${NO_ROUTING})` });
    return current;
  };
  const predict = async (answer: typeof answerRows, endpoint: string, inbound: Inbound): Promise<Reply> => {
    checkKey(inbound.headers);
    const current = requireTable();
    current.enter();
    try {
      const reply = await answer(current, predictions, endpoint, inbound);
      statistics.answered += 1;
      return reply;
    } finally {
      current.leave();
    }
  };
  const health = (): Reply =>
    table() ? jsonReply({ ready: true }) : jsonReply({ ready: false, reason: NO_ROUTING }, 503);
  const served = (endpoint: string): Reply => {
    const route = requireTable().routes.get(endpoint);
    if (!route) throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint }, { field: 'endpoint' });
    return jsonReply(describeRoute(route));
  };

  return async ({ pattern, endpoint }: RouteMatch, inbound: Inbound): Promise<Reply> => {
    switch (pattern) {
      case '/v1/endpoints/*/predictions':
        return predict(answerRows, endpoint, inbound);
      case '/v2/models/*/infer':
        return predict(answerInfer, endpoint, inbound);
      case '/v1/outcomes':
        checkKey(inbound.headers);
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
        return jsonReply(statistics);
      case '/v2':
        return serverMetadata();
      case '/v2/models':
        return modelList(requireTable());
      case '/v2/models/*':
        return modelMetadata(requireTable(), endpoint);
      case '/v2/models/*/ready':
        return modelReady(requireTable(), endpoint);
    }
  };
};
