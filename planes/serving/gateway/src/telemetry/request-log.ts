import type { SlipwayError } from '@slipway/contracts';
import { HTTP_STATUS, type Logger, type MessageExchange, traceIdOf, traceparentOf } from '@slipway/platform';
import type { RequestTrail } from './request-trail.ts';

/** What fails a thousand times a second is said once in this time, with how often it was not said. */
const REPEAT_MS = 10_000;

type RequestFacts = Pick<MessageExchange, 'method' | 'url' | 'headers'>;

interface Said {
  at: number;
  unsaid: number;
}

/** What log lines may tell of a request: names and ids; never the query, the headers or the body. */
const factsOf = ({ method, url, headers }: RequestFacts, trail: RequestTrail) => {
  const traceparent = trail.span?.traceparent ?? traceparentOf(headers.traceparent);
  return {
    method,
    path: url.split('?', 1)[0],
    ...(trail.request === '' ? {} : { request: trail.request }),
    ...(traceparent === null ? {} : { trace: traceIdOf(traceparent) }),
    ...(trail.endpoint === '' ? {} : { endpoint: trail.endpoint }),
    ...(trail.variant === '' ? {} : { variant: trail.variant }),
    ...(trail.code === null ? {} : { code: trail.code }),
  };
};

/** Writes about requests what a person needs to find them in the prediction log and in the traces. */
export class RequestLog {
  readonly #logger: Logger;
  readonly #access: boolean;
  readonly #said = new Map<string, Said>();

  /** @param access a line for every request */
  constructor(logger: Logger, access: boolean) {
    this.#logger = logger;
    this.#access = access;
  }

  /** A request that was not answered with what it asked for. What its client did wrong is no line; its client knows. */
  failed(request: RequestFacts, trail: RequestTrail, error: SlipwayError): void {
    const { kind, code, message } = error;
    if (HTTP_STATUS[kind] < 500) return;
    const facts = factsOf(request, trail);
    if (code === 'INTERNAL') {
      this.#logger.error({ ...facts, err: error.cause ?? error }, 'unexpected error');
      return;
    }
    const unsaid = this.#turnOf(`${trail.endpoint} ${trail.variant} ${code}`);
    if (unsaid === null) return;
    this.#logger.warn({ ...facts, reason: message, ...(unsaid === 0 ? {} : { unsaid }) }, 'a request failed');
  }

  unsent(request: RequestFacts, trail: RequestTrail, error: unknown): void {
    this.#logger.error({ ...factsOf(request, trail), err: error }, 'an answer could not be sent');
  }

  /**
   * Every request, when it is wanted.
   * @param started on the clock of `performance.now()`
   */
  ended(request: RequestFacts, trail: RequestTrail, status: number, started: number): void {
    if (!this.#access) return;
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    this.#logger.info({ ...factsOf(request, trail), status, ms }, 'request');
  }

  /** How many like it were not said since the last one that was; null: this one is not said either. */
  #turnOf(key: string): number | null {
    const now = performance.now();
    const said = this.#said.get(key);
    if (said && now - said.at < REPEAT_MS) {
      said.unsaid += 1;
      return null;
    }
    this.#said.set(key, { at: now, unsaid: 0 });
    return said?.unsaid ?? 0;
  }
}
