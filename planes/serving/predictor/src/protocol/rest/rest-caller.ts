import type { IncomingMessage, ServerResponse } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import type { InferOptions } from '../../data-plane.ts';
import { GATEWAY_HEADER, originOf, TRACE_HEADER } from '../caller.ts';

const TIMEOUT_HEADER = 'x-slipway-timeout-ms';

/**
 * How long the caller waits, until it hangs up or for the time in the header X-Slipway-Timeout-Ms, and whether it is a client
 * without a gateway. Throws INVALID_REQUEST.
 */
export const limitsOf = ({ headers }: IncomingMessage, response: ServerResponse): InferOptions => {
  const signal = new HangUp(response);
  const { direct, trace } = originOf(headers[GATEWAY_HEADER], headers[TRACE_HEADER]);
  const timeout = headers[TIMEOUT_HEADER];
  const deadline = timeout === undefined ? undefined : performance.now() + millisecondsOf(timeout);
  return { signal, direct, trace, deadline };
};

const millisecondsOf = (header: string | string[]): number => {
  const milliseconds = Number(header);
  if (milliseconds > 0) return milliseconds;
  const reason = `${TIMEOUT_HEADER} must be milliseconds`;
  throw new SlipwayError('INVALID_REQUEST', { reason }, { field: TIMEOUT_HEADER });
};

/**
 * Aborted once the connection is closed. A class, because an object that is written with a getter has a hidden class of its
 * own: V8 would keep every response until its next full collection.
 */
class HangUp {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get aborted(): boolean {
    return this.#response.destroyed;
  }
}
