import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import swagger from '@fastify/swagger';
import {
  ANY_ROLE,
  type HealthAnswer,
  type Identity,
  type Route,
  type RouteRequest,
  type RouteResult,
  SlipwayError,
} from '@slipway/contracts';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import {
  createJsonSchemaTransform,
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Authenticate } from '../access/token-file.ts';
import { describeProblems, fieldOf } from '../configuration.ts';
import type { Logger } from '../logger.ts';
import { RequestCounts } from '../telemetry/http-metrics.ts';
import type { Metric } from '../telemetry/metric.ts';
import { METRICS_TYPE, metricsText } from '../telemetry/metrics-text.ts';
import { processMetrics } from '../telemetry/process-metrics.ts';
import { authorize } from './authorize.ts';
import { HTTP_STATUS } from './error-status.ts';
import { type ServerEvent, writeEvents } from './event-stream.ts';

export type HandlerRequest<T> = RouteRequest<T> & {
  /** Null on public routes only. */
  readonly identity: Identity;
  /** Raw body of an upload route. */
  readonly upload: IncomingMessage;
  /** Body of a raw route, as it was sent. */
  readonly raw: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
};

export type Handle = <T extends Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>>(
  route: T,
  handler: (request: HandlerRequest<T>) => Promise<RouteResult<T>> | RouteResult<T>,
) => void;

/** Wires a route whose answer is a stream: what the handler throws is an answer, what comes out of it is sent as it comes. */
export type Follow = <T extends Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>>(
  route: T,
  handler: (request: HandlerRequest<T>) => Promise<AsyncIterable<ServerEvent>>,
) => void;

/** The routes of one plane, wired to its services. */
export type RouteModule = (handle: Handle, follow: Follow) => void;

export interface ContractServerOptions {
  readonly title: string;
  readonly modules: readonly RouteModule[];
  readonly authenticate: Authenticate;
  readonly logger: Logger;
  /** Ready when it returns `ready: true`; the reason otherwise. */
  readonly ready: () => HealthAnswer | Promise<HealthAnswer>;
  /** What GET /metrics tells besides the process and the requests; absent: nothing. */
  readonly metrics?: () => Promise<readonly Metric[]>;
  /** Largest JSON body in bytes; default 32 MiB. Uploads have no limit. */
  readonly bodyLimit?: number;
  /** Anything else to mount, such as the console's files. */
  readonly mount?: (app: FastifyInstance) => Promise<void>;
}

const toSlipwayError = (error: unknown, request: FastifyRequest): SlipwayError => {
  if (error instanceof SlipwayError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.flatMap(({ instancePath, message, params }) => {
      const field = fieldOf(instancePath.split('/').filter(Boolean));
      const { keys } = params as { keys?: string[] };
      if (!keys) return [{ field: field || '(body)', message: message ?? 'is not valid' }];
      return keys.map((key) => ({ field: field ? `${field}.${key}` : key, message: 'is not known here' }));
    });
    return new SlipwayError(
      'INVALID_REQUEST',
      { reason: describeProblems(problems) },
      { field: problems[0]?.field, problems, cause: error },
    );
  }
  const { code, statusCode } = error as FastifyError;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new SlipwayError('BODY_TOO_LARGE', { limit: request.routeOptions.bodyLimit }, { cause: error });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new SlipwayError('UNSUPPORTED_MEDIA', { type: request.headers['content-type'] }, { cause: error });
  if (statusCode === 400)
    return new SlipwayError('INVALID_JSON', { reason: (error as Error).message }, { cause: error });
  return SlipwayError.from(error);
};

/** Serves contract routes with validation, authorization, error mapping, health routes, /openapi.json and /metrics. */
export const createContractServer = async (options: ContractServerOptions): Promise<FastifyInstance> => {
  const { logger } = options;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit ?? 32 * 1024 * 1024,
    forceCloseConnections: true,
    // Uploads take as long as they take; Node would cut them off after five minutes.
    serverFactory: (handler) => createServer({ keepAliveTimeout: 72_000, requestTimeout: 0 }, handler),
    frameworkErrors: (error, _request, reply) =>
      void sendError(unreadable(error.code, error), reply as FastifyReply, logger),
    clientErrorHandler: (error, socket) => refuseConnection(error, socket),
  });
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  app.setErrorHandler((error, request, reply) => sendError(toSlipwayError(error, request), reply, logger));
  app.setNotFoundHandler((request, reply) =>
    sendError(
      new SlipwayError('ROUTE_NOT_FOUND', { method: request.method, path: request.url.split('?')[0] }),
      reply,
      logger,
    ),
  );
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: options.title, version: '0.1.0' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: createJsonSchemaTransform({}),
  });
  app.get('/health/live', { schema: { hide: true } }, async () => ({ live: true }));
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const answer = await options.ready();
    return reply.code(answer.ready ? 200 : 503).send(answer);
  });
  const forAnyRole = {
    schema: { hide: true },
    onRequest: async (request: FastifyRequest) => {
      authorize({ roles: ANY_ROLE }, request.headers.authorization, options.authenticate);
    },
  };
  app.get('/openapi.json', forAnyRole, async () => app.swagger());
  const counts = new RequestCounts();
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode }) =>
    counts.add(method, routeOptions.url, statusCode),
  );
  app.get('/metrics', forAnyRole, async (_request, reply) => {
    const own = (await options.metrics?.()) ?? [];
    const text = metricsText([...own, counts.metric(), ...processMetrics()]);
    return reply.serializer(String).type(METRICS_TYPE).send(text);
  });
  await app.register(async (scope) => {
    const mount = (route: Route, handler: (request: unknown) => unknown): void => {
      if (!route.raw) {
        mountRoute(scope as unknown as FastifyInstance, route, handler, options);
        return;
      }
      scope.register(async (inner) => {
        takeBytes(inner as unknown as FastifyInstance);
        mountRoute(inner as unknown as FastifyInstance, route, handler, options);
      });
    };
    const handle: Handle = (route, handler) => mount(route, handler as never);
    const follow: Follow = (route, handler) => mount(route, handler as never);
    for (const module of options.modules) module(handle, follow);
  });
  if (options.mount) await options.mount(app as unknown as FastifyInstance);
  await app.ready();
  return app as unknown as FastifyInstance;
};

/** Largest body of a raw route: it is held in memory before anybody knows who sent it. */
const RAW_LIMIT = 1024 * 1024;

/** Bodies of every type arrive as they were sent. */
const takeBytes = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: RAW_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
};

const mountRoute = (
  app: FastifyInstance,
  route: Route,
  handler: (request: unknown) => unknown,
  { authenticate, logger }: Pick<ContractServerOptions, 'authenticate' | 'logger'>,
): void => {
  const identities = new WeakMap<FastifyRequest, Identity | null>();
  app.route({
    method: route.method,
    url: route.path,
    schema: {
      operationId: route.id,
      summary: route.summary,
      ...(route.roles === 'public' ? {} : { security: [{ token: [...route.roles] }] }),
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body && !route.upload && !route.raw ? { body: route.body } : {}),
      ...(route.events ? { produces: ['text/event-stream'] } : {}),
      response: { 200: route.response },
    },
    onRequest: async (request) => {
      identities.set(request, authorize(route, request.headers.authorization, authenticate));
    },
    handler: async (request, reply) => {
      const gone = new AbortController();
      reply.raw.on('close', () => {
        if (!reply.raw.writableEnded) gone.abort();
      });
      const answer = handler({
        params: request.params,
        query: request.query,
        body: request.body,
        identity: identities.get(request) ?? null,
        upload: request.raw,
        raw: route.raw ? ((request.body as Buffer | undefined) ?? Buffer.alloc(0)) : undefined,
        headers: request.headers,
        signal: gone.signal,
      });
      if (!route.events) return answer;
      const events = (await answer) as AsyncIterable<ServerEvent>;
      reply.hijack();
      await writeEvents(reply.raw, events, { signal: gone.signal }).catch((error: unknown) =>
        logger.error({ err: error, path: route.path }, 'a stream of events broke off'),
      );
      return reply;
    },
  });
};

const unreadable = (code: string, cause: unknown): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason: `the HTTP message cannot be read (${code})` }, { cause });

/** Answers what the HTTP parser refuses; there is no request to answer. */
const refuseConnection = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(unreadable(error.code ?? 'unknown', error));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};

const sendError = (error: SlipwayError, reply: FastifyReply, logger: Logger): FastifyReply => {
  if (error.kind === 'internal')
    logger.error({ err: error.cause ?? error, path: reply.request.url }, 'unexpected error');
  return reply
    .code(HTTP_STATUS[error.kind])
    .serializer(JSON.stringify)
    .type('application/json')
    .send(error.toJSON());
};
