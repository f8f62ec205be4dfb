import { SlipwayError } from '@slipway/contracts';
import {
  chooseCoding,
  encodeBody,
  type Logger,
  type MessageExchange,
  MessageServer,
} from '@slipway/platform';
import type { Readiness } from '../../readiness.ts';
import { FailureLog } from '../../telemetry/failure-log.ts';
import { GATEWAY_HEADER, TRACE_HEADER } from '../caller.ts';
import type { ServerIdentity } from '../server-identity.ts';
import { answerRoute } from './answer-route.ts';
import { errorAnswer } from './error-answer.ts';
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

/** How much of a body with binary tensors is JSON. */
const JSON_LENGTH = 'inference-header-content-length';
const NO_BODY = new Uint8Array(0);

/** The REST door: Open Inference Protocol v2, KServe V1 and plain rows. */
export class RestServer {
  readonly #options: RestServerOptions;
  readonly #server: MessageServer;
  readonly #failures: FailureLog;
  /** Nearly every request has the target of the one before. */
  #last: { readonly method: string; readonly target: string; readonly match: RouteMatch } | undefined;

  constructor(options: RestServerOptions) {
    this.#options = options;
    this.#failures = new FailureLog(options.logger, options.readiness);
    const { host, port, bodyLimit } = options;
    const handle = (exchange: MessageExchange) => void this.#answer(exchange);
    this.#server = new MessageServer({ host, port, bodyLimit, handle });
  }

  /** `http://host:port`. */
  get address(): string {
    return this.#server.address;
  }

  /** Throws PORT_IN_USE. */
  listen(): Promise<void> {
    return this.#server.listen();
  }

  /** As `MessageServer.close`. */
  close(graceMs: number): Promise<void> {
    return this.#server.close(graceMs);
  }

  async #answer(exchange: MessageExchange): Promise<void> {
    const note: PredictionCall['note'] = {};
    try {
      const match = this.#match(exchange);
      const limits = limitsOf(exchange);
      const read = methodOf(match.kind) === 'POST' ? this.#read(exchange) : NO_BODY;
      const body = read instanceof Promise ? await read : read;
      const readiness = this.#options.readiness();
      const jsonLength = exchange.headers[JSON_LENGTH] as string | undefined;
      const call = { body, jsonLength, limits, note };
      const answer = await answerRoute(match, readiness, this.#options.identity, call);
      const sending = this.#send(answer, readiness.plane?.released.release, exchange);
      if (sending !== undefined) await sending;
    } catch (thrown) {
      const error = SlipwayError.from(thrown);
      this.#report(error, exchange, note);
      const { status, headers, body } = errorAnswer(error, allowedMethods(exchange.url));
      exchange.send(status, headers, body);
    }
  }

  /** Browsers name the origin of a page that posts; without this every page could ask what listens on the loopback address. */
  #read(exchange: MessageExchange): Uint8Array | Promise<Uint8Array> {
    const { origin } = exchange.headers;
    if (origin !== undefined && this.#options.allowedOrigins?.includes(origin) !== true)
      throw new SlipwayError('ORIGIN_REFUSED', { origin }, { field: 'origin' });
    return exchange.read(this.#options.bodyLimit);
  }

  #match({ method, url }: MessageExchange): RouteMatch {
    if (this.#last?.target === url && this.#last.method === method) return this.#last.match;
    const match = matchRoute(method, url);
    this.#last = { method, target: url, match };
    return match;
  }

  #send(
    { status, body, ascii, type = JSON_TYPE, headers: further }: RestAnswer,
    release: string | undefined,
    exchange: MessageExchange,
  ): undefined | Promise<void> {
    const headers = ['Content-Type', type];
    if (release !== undefined) headers.push('X-Slipway-Release', release);
    if (further !== undefined) headers.push(...further);
    const coding = chooseCoding(exchange.headers['accept-encoding'] as string | undefined, body.length);
    if (coding === undefined) {
      exchange.send(status, headers, body, ascii);
      return undefined;
    }
    headers.push('Content-Encoding', coding, 'Vary', 'Accept-Encoding');
    return encodeBody(body, coding).then((coded) => exchange.send(status, headers, coded));
  }

  #report(error: SlipwayError, { url, headers }: MessageExchange, { request }: PredictionCall['note']): void {
    const [path] = url.split('?', 1);
    const { [TRACE_HEADER]: traceparent, [GATEWAY_HEADER]: gateway } = headers;
    this.#failures.note(error, { path, request, traceparent, gateway });
  }
}
