import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SlipwayError } from '@slipway/contracts';
import { type Clock, chooseCoding, encodeBody, HTTP_STATUS, readBody, sendAtOnce } from '@slipway/platform';
import type { GatewayStatistics } from '../recording/statistics.ts';
import type { RequestLog } from '../telemetry/request-log.ts';
import { createTrail, endSpan, type RequestTrail } from '../telemetry/request-trail.ts';
import type { Inbound, Reply } from './inbound.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { matchRoute, methodOf, type RouteMatch, takesMethod } from './route-match.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Largest request body, bytes. */
  readonly bodyLimit: number;
  readonly answer: (match: RouteMatch, inbound: Inbound) => Promise<Reply>;
  readonly origins: OriginPolicy;
  readonly statistics: GatewayStatistics;
  readonly log: RequestLog;
  readonly clock: Clock;
}

/** Longer than client pools keep idle connections, so that none is closed under a request that is just being sent. */
const KEEP_ALIVE_MS = 72_000;
/** A client that sends slower than this holds a connection for nothing. */
const REQUEST_MS = 30_000;
/** What is still open this long after the stop is cut. */
const STOP_MS = 3000;
/** Without `charset`: clients of the protocol compare the header as a whole. */
const JSON_TYPE = 'application/json';
/** A full queue is empty again within milliseconds; the header has no smaller unit. */
const RETRY_AFTER_SECONDS = '1';
const NO_BODY = Buffer.alloc(0);
const NO_CONTENT = 204;

const pathOf = (url: string): string => {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
};

const allowedIn = (url = ''): string => {
  const match = matchRoute(pathOf(url));
  return match ? methodOf(match.pattern) : '';
};

/** The door for HTTP: reads, matches, answers errors; what is asked is for `answer` to know. A bare server: a framework costs a third of the throughput. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  #stopping = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const limits = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS };
    this.#server = createServer(limits, (request, response) => void this.#handle(request, response));
    // Without this listener Node invites a body of any size before the limit is looked at.
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      if (Number(request.headers['content-length'] ?? 0) <= options.bodyLimit) response.writeContinue();
      void this.#handle(request, response);
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      options.statistics.refused += 1;
      if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
      else socket.end(unreadable(error));
    });
  }

  /** `http://host:port` with the port that it listens on. */
  get address(): string {
    const { host, port } = this.#options;
    const bound = this.#server.address() as AddressInfo | null;
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound?.port ?? port}`;
  }

  /** Throws PORT_IN_USE. */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (error: NodeJS.ErrnoException) => {
      const used = error.code === 'EADDRINUSE';
      reject(used ? new SlipwayError('PORT_IN_USE', { port, host }, { cause: error }) : error);
    };
    this.#server.once('error', fail);
    this.#server.listen(port, host, () => {
      this.#server.off('error', fail);
      resolve();
    });
    return promise;
  }

  /** Takes no more connections and answers what is under way. */
  async close(): Promise<void> {
    this.#stopping = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cut = setTimeout(() => this.#server.closeAllConnections(), STOP_MS);
    this.#server.close(() => resolve());
    await promise;
    clearTimeout(cut);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { log } = this.#options;
    const started = performance.now();
    const trail = createTrail();
    let reply: Reply;
    try {
      reply = await this.#answer(request, started, trail);
    } catch (thrown) {
      reply = this.#errorReply(SlipwayError.from(thrown), request, trail);
    }
    try {
      await this.#send(request, response, reply);
    } catch (error) {
      log.unsent(request, trail, error);
      response.destroy();
    } finally {
      reply.after?.();
      if (trail.span) endSpan(trail, reply.status);
      log.ended(request, trail, reply.status, started);
    }
  }

  async #answer(request: IncomingMessage, started: number, trail: RequestTrail): Promise<Reply> {
    const { bodyLimit, answer, clock, origins } = this.#options;
    const at = clock.now();
    const { method = '', url = '', headers } = request;
    const path = pathOf(url);
    if (method === 'OPTIONS') {
      const allowed = origins.preflight(headers.origin, headers['access-control-request-headers']);
      if (allowed) return allowed;
    }
    const match = matchRoute(path);
    if (!match) throw new SlipwayError('ROUTE_NOT_FOUND', { method, path });
    if (!takesMethod(match.pattern, method)) throw new SlipwayError('METHOD_NOT_ALLOWED', { method, path });
    const posts = methodOf(match.pattern) === 'POST';
    if (posts) origins.check(headers.origin);
    const body = posts ? await readBody(request, bodyLimit) : NO_BODY;
    return answer(match, { headers, body, at, started, trail });
  }

  #errorReply(error: SlipwayError, request: IncomingMessage, trail: RequestTrail): Reply {
    const { statistics, log } = this.#options;
    const status = HTTP_STATUS[error.kind];
    if (status < 500) statistics.refused += 1;
    else statistics.failed += 1;
    trail.code = error.code;
    log.failed(request, trail, error);
    const body = JSON.stringify(error);
    if (error.code === 'METHOD_NOT_ALLOWED')
      return { status: 405, body, headers: ['allow', allowedIn(request.url)] };
    return { status, body, headers: error.kind === 'busy' ? ['retry-after', RETRY_AFTER_SECONDS] : [] };
  }

  async #send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
    const { status, body, type = JSON_TYPE, headers = [] } = reply;
    const accepted = request.headers['accept-encoding'] as string | undefined;
    const coding = chooseCoding(accepted, body.length);
    const sent = coding === undefined ? body : await encodeBody(body, coding);
    if (this.#stopping) response.shouldKeepAlive = false;
    const head = status === NO_CONTENT ? [...headers] : ['content-type', type, ...headers];
    if (coding !== undefined) head.push('content-encoding', coding);
    const { origin } = request.headers;
    if (origin !== undefined) head.push(...this.#options.origins.headersFor(origin));
    const bytes = Buffer.byteLength(sent);
    // As many bytes as characters: the text is ASCII.
    const ascii = typeof sent === 'string' && sent.length === bytes && status !== NO_CONTENT;
    if (ascii && sendAtOnce(response, status, head, sent, KEEP_ALIVE_MS / 1000)) return;
    if (status !== NO_CONTENT) head.push('content-length', String(bytes));
    response.writeHead(status, head);
    response.end(sent);
  }
}

const unreadable = ({ code = 'unknown' }: NodeJS.ErrnoException): string => {
  const reason = `the HTTP message cannot be read (${code})`;
  const body = JSON.stringify(new SlipwayError('INVALID_REQUEST', { reason }));
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 400 Bad Request\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`;
};
