import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { SlipwayError } from '@slipway/contracts';
import { chooseCoding, encodeBody, type Logger, readBody, sendAtOnce } from '@slipway/platform';
import type { Readiness } from '../../readiness.ts';
import { FailureLog } from '../../telemetry/failure-log.ts';
import { GATEWAY_HEADER, TRACE_HEADER } from '../caller.ts';
import type { ServerIdentity } from '../server-identity.ts';
import { answerRoute } from './answer-route.ts';
import { errorAnswer, rawAnswer } from './error-answer.ts';
import type { PredictionCall } from './prediction-answers.ts';
import { JSON_TYPE, type RestAnswer } from './rest-answer.ts';
import { limitsOf } from './rest-caller.ts';
import { allowedMethods, matchRoute, methodOf, type RouteMatch } from './route-match.ts';

export interface RestServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Largest body, bytes. */
  readonly bodyLimit: number;
  /** Origins whose web pages may post; default none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly identity: ServerIdentity;
  readonly readiness: () => Readiness;
  readonly logger: Logger;
}

/** Longer than the pools of clients keep a connection, so that it is never closed under a request on its way. */
const KEEP_ALIVE_MS = 72_000;
/** How long a refused sender has to read the answer before its connection is cut. */
const LINGER_MS = 1000;
/** Longer than a request travels on one machine, also a busy one; short against the 5 s in which a stack stops. */
const QUIET_MS = 250;
/** How much of a body with binary tensors is JSON. */
const JSON_LENGTH = 'inference-header-content-length';
const NO_BODY = new Uint8Array(0);

/** The REST door: Open Inference Protocol v2 and plain rows on a bare `node:http` server. */
export class RestServer {
  readonly #options: RestServerOptions;
  readonly #server: Server;
  readonly #failures: FailureLog;
  #closing = false;
  /** Nearly every request has the target of the one before. */
  #last: { readonly method: string; readonly target: string; readonly match: RouteMatch } | undefined;

  constructor(options: RestServerOptions) {
    this.#options = options;
    this.#failures = new FailureLog(options.logger, options.readiness);
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      void this.#answer(request, response);
    });
    // Without this listener Node invites the body of any size before the limit is looked at.
    this.#server.on('checkContinue', (request, response) => {
      if (Number(request.headers['content-length'] ?? 0) <= options.bodyLimit) response.writeContinue();
      void this.#answer(request, response);
    });
    this.#server.on('clientError', (error, socket) => this.#refuseConnection(error, socket as Socket));
  }

  /** `http://host:port`. */
  get address(): string {
    const bound = this.#server.address() as AddressInfo | null;
    const host = this.#options.host.includes(':') ? `[${this.#options.host}]` : this.#options.host;
    return `http://${host}:${bound?.port ?? this.#options.port}`;
  }

  /** Throws PORT_IN_USE. */
  listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new SlipwayError('PORT_IN_USE', { port, host }, { cause: error })
            : error,
        ),
      );
      this.#server.listen(port, host, resolve);
    });
  }

  /**
   * Accepts no more, finishes what is under way, and cuts what is still open after `graceMs`. A connection that looks idle
   * may have a request on its way: it is answered, with `Connection: close`, if it arrives within the quiet time.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    // Not the close of the HTTP server yet: that one cuts idle connections at once.
    const closed = new Promise<void>((resolve) =>
      NetServer.prototype.close.call(this.#server, () => resolve()),
    );
    const quiet = setTimeout(() => this.#server.close(), Math.min(QUIET_MS, graceMs / 2));
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(quiet);
    clearTimeout(cut);
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const note: PredictionCall['note'] = {};
    try {
      const match = this.#match(request);
      const limits = limitsOf(request, response);
      const body = methodOf(match.kind) === 'POST' ? await this.#read(request) : NO_BODY;
      const readiness = this.#options.readiness();
      const jsonLength = request.headers[JSON_LENGTH] as string | undefined;
      const call = { body, jsonLength, limits, note };
      const answer = await answerRoute(match, readiness, this.#options.identity, call);
      const sending = this.#send(answer, readiness.plane?.released.release, request, response);
      if (sending !== undefined) await sending;
    } catch (thrown) {
      // A turn later Node knows whether the whole request has arrived.
      const error = SlipwayError.from(thrown);
      this.#report(error, request, note);
      setImmediate(() => this.#answerError(error, request, response));
    }
  }

  /** Browsers name the origin of a page that posts; without this every page could ask what listens on the loopback address. */
  #read(request: IncomingMessage): Promise<Uint8Array> {
    const { origin } = request.headers;
    if (origin !== undefined && this.#options.allowedOrigins?.includes(origin) !== true)
      throw new SlipwayError('ORIGIN_REFUSED', { origin }, { field: 'origin' });
    return readBody(request, this.#options.bodyLimit);
  }

  #match({ method = '', url = '' }: IncomingMessage): RouteMatch {
    if (this.#last?.target === url && this.#last.method === method) return this.#last.match;
    const match = matchRoute(method, url);
    this.#last = { method, target: url, match };
    return match;
  }

  #send(
    { status, body, type = JSON_TYPE, headers: further }: RestAnswer,
    release: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): undefined | Promise<void> {
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const headers = ['Content-Type', type];
    if (release !== undefined) headers.push('X-Slipway-Release', release);
    if (further !== undefined) headers.push(...further);
    const coding = chooseCoding(request.headers['accept-encoding'] as string | undefined, bytes);
    if (coding === undefined) {
      this.#write(response, status, headers, body, bytes);
      return undefined;
    }
    headers.push('Content-Encoding', coding, 'Vary', 'Accept-Encoding');
    return encodeBody(body, coding).then((coded) =>
      this.#write(response, status, headers, coded, coded.length),
    );
  }

  #write(
    response: ServerResponse,
    status: number,
    headers: string[],
    body: string | Uint8Array,
    bytes: number,
  ): void {
    if (this.#closing) response.shouldKeepAlive = false;
    // As many bytes as characters: the text is ASCII, and its characters are its bytes.
    const ascii = typeof body === 'string' && body.length === bytes;
    if (ascii && sendAtOnce(response, status, headers, body, KEEP_ALIVE_MS / 1000)) return;
    headers.push('Content-Length', String(bytes));
    response.writeHead(status, headers);
    response.end(body, ascii ? 'latin1' : 'utf8');
  }

  #report(error: SlipwayError, { url, headers }: IncomingMessage, { request }: PredictionCall['note']): void {
    const [path] = url?.split('?', 1) ?? [];
    const { [TRACE_HEADER]: traceparent, [GATEWAY_HEADER]: gateway } = headers;
    this.#failures.note(error, { path, request, traceparent, gateway });
  }

  #answerError(error: SlipwayError, request: IncomingMessage, response: ServerResponse): void {
    const answer = errorAnswer(error, allowedMethods(request.url ?? ''));
    if (request.complete || response.headersSent) {
      if (this.#closing) response.shouldKeepAlive = false;
      if (!response.headersSent) response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return;
    }
    this.#hangUp(request, rawAnswer(answer));
  }

  /**
   * Answers a request whose body is still on its way, without reading it: the answer, the end of our side, and after a
   * while the cut. An immediate cut would reset the connection, and the sender could lose the answer.
   */
  #hangUp(request: IncomingMessage, raw: string): void {
    const { socket } = request;
    request.pause();
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(raw);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }

  #refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const reason = `the HTTP message cannot be read (${error.code ?? 'unknown'})`;
    socket.end(rawAnswer(errorAnswer(new SlipwayError('INVALID_REQUEST', { reason }), '')));
  }
}
