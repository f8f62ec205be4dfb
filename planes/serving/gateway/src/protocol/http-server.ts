import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import {
  type Awaitable,
  type Clock,
  chooseCoding,
  encodeBody,
  Future,
  HTTP_STATUS,
  type MessageExchange,
  MessageServer,
} from '@slipway/platform';
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
  readonly answer: (match: RouteMatch, inbound: Inbound) => Awaitable<Reply>;
  readonly origins: OriginPolicy;
  readonly statistics: GatewayStatistics;
  readonly log: RequestLog;
  readonly clock: Clock;
}

/** What is still open this long after the stop is cut. */
const STOP_MS = 3000;
/** Without `charset`: clients of the protocol compare the header as a whole. */
const JSON_TYPE = 'application/json';
/** A full queue is empty again within milliseconds; the header has no smaller unit. */
const RETRY_AFTER_SECONDS = '1';
const NO_BODY = new Uint8Array(0);
const NO_CONTENT = 204;

const pathOf = (url: string): string => {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
};

const allowedIn = (url: string): string => {
  const match = matchRoute(pathOf(url));
  return match ? methodOf(match.pattern) : '';
};

/** The door for HTTP: reads, matches, answers errors; what is asked is for `answer` to know. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: MessageServer;
  /** Nearly every request has the target of the one before. */
  #last: { readonly url: string; readonly path: string; readonly match: RouteMatch | null } | null = null;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const { host, port, bodyLimit, statistics } = options;
    this.#server = new MessageServer({
      host,
      port,
      bodyLimit,
      handle: (exchange) => this.#handle(exchange),
      unreadable: () => {
        statistics.refused += 1;
      },
    });
  }

  /** `http://host:port` with the port that it listens on. */
  get address(): string {
    return this.#server.address;
  }

  /** Throws PORT_IN_USE. */
  listen(): Promise<void> {
    return this.#server.listen();
  }

  /** Takes no more connections and answers what is under way. */
  close(): Promise<void> {
    return this.#server.close(STOP_MS);
  }

  #handle(exchange: MessageExchange): void {
    const started = performance.now();
    const trail = createTrail();
    Future.try(() => this.#answer(exchange, started, trail)).end(
      (reply) => this.#finish(exchange, reply, started, trail),
      (thrown) => {
        const reply = this.#errorReply(SlipwayError.from(thrown), exchange, trail);
        this.#finish(exchange, reply, started, trail);
      },
    );
  }

  #answer(exchange: MessageExchange, started: number, trail: RequestTrail): Awaitable<Reply> {
    const { bodyLimit, answer, clock, origins } = this.#options;
    const at = clock.now();
    const { method, url, headers } = exchange;
    const { path, match } = this.#match(url);
    if (method === 'OPTIONS') {
      const allowed = origins.preflight(headers.origin, headers['access-control-request-headers']);
      if (allowed) return allowed;
    }
    if (!match) throw new SlipwayError('ROUTE_NOT_FOUND', { method, path });
    if (!takesMethod(match.pattern, method)) throw new SlipwayError('METHOD_NOT_ALLOWED', { method, path });
    const posts = methodOf(match.pattern) === 'POST';
    if (posts) origins.check(headers.origin);
    const read = posts ? exchange.read(bodyLimit) : NO_BODY;
    if (read instanceof Promise)
      return Future.of(read).then((body) => answer(match, { headers, body, at, started, trail }));
    return answer(match, { headers, body: read, at, started, trail });
  }

  #finish(exchange: MessageExchange, reply: Reply, started: number, trail: RequestTrail): void {
    try {
      const sending = this.#send(exchange, reply);
      if (sending !== undefined) {
        const unsent = (error: unknown) => this.#cut(exchange, trail, error);
        void sending.catch(unsent).then(() => this.#ended(exchange, reply, started, trail));
        return;
      }
    } catch (error) {
      this.#cut(exchange, trail, error);
    }
    this.#ended(exchange, reply, started, trail);
  }

  #cut(exchange: MessageExchange, trail: RequestTrail, error: unknown): void {
    this.#options.log.unsent(exchange, trail, error);
    exchange.cut();
  }

  #ended(exchange: MessageExchange, { status, after }: Reply, started: number, trail: RequestTrail): void {
    after?.();
    if (trail.span) endSpan(trail, status);
    this.#options.log.ended(exchange, trail, status, started);
  }

  #match(url: string): { readonly path: string; readonly match: RouteMatch | null } {
    if (this.#last?.url === url) return this.#last;
    const path = pathOf(url);
    this.#last = { url, path, match: matchRoute(path) };
    return this.#last;
  }

  #errorReply(error: SlipwayError, exchange: MessageExchange, trail: RequestTrail): Reply {
    const { statistics, log } = this.#options;
    const status = HTTP_STATUS[error.kind];
    if (status < 500) statistics.refused += 1;
    else statistics.failed += 1;
    trail.code = error.code;
    log.failed(exchange, trail, error);
    const body = JSON.stringify(error);
    if (error.code === 'METHOD_NOT_ALLOWED')
      return { status: 405, body, headers: ['allow', allowedIn(exchange.url)] };
    return { status, body, headers: error.kind === 'busy' ? ['retry-after', RETRY_AFTER_SECONDS] : [] };
  }

  #send(exchange: MessageExchange, reply: Reply): undefined | Promise<void> {
    const { status, body, ascii, type = JSON_TYPE, headers = [] } = reply;
    const { 'accept-encoding': accepted, origin } = exchange.headers;
    const head = status === NO_CONTENT ? [...headers] : ['content-type', type, ...headers];
    if (origin !== undefined) head.push(...this.#options.origins.headersFor(origin));
    const coding = chooseCoding(accepted as string | undefined, body.length);
    if (coding === undefined) {
      exchange.send(status, head, body, ascii);
      return undefined;
    }
    head.push('content-encoding', coding);
    return encodeBody(body, coding).then((coded) => exchange.send(status, head, coded));
  }
}
