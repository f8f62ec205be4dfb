import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContractServerOptions } from '@slipway/platform/server';

export type Mount = NonNullable<ContractServerOptions['mount']>;

/** Where clients of MLflow look. */
const PATHS = [
  '/api/2.0/*',
  '/api/3.0/*',
  '/ajax-api/*',
  '/gateway/*',
  '/graphql',
  '/v1/traces',
  '/get-artifact',
  '/model-versions/get-artifact',
  '/health',
  '/version',
] as const;

/** Hands requests of MLflow's clients over before their bodies are touched: artifacts are streamed. */
export const mountPaths =
  (handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Mount =>
  async (app) => {
    for (const url of PATHS)
      app.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url,
        schema: { hide: true },
        onRequest: async (request, reply) => {
          reply.hijack();
          await handle(request.raw, reply.raw);
        },
        handler: () => undefined,
      });
  };
