import type { IncomingMessage, ServerResponse } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import type { InferOptions } from '../../data-plane.ts';

const HEADER = 'x-slipway-timeout-ms';
/** Gateways name themselves in it: they log what they ask. */
export const GATEWAY_HEADER = 'x-slipway-gateway';

/**
 * How long the caller waits, until it hangs up or for the time in the header X-Slipway-Timeout-Ms, and whether it is a client
 * without a gateway. Throws INVALID_REQUEST.
 */
export const limitsOf = ({ headers }: IncomingMessage, response: ServerResponse): InferOptions => {
  const direct = headers[GATEWAY_HEADER] === undefined;
  const signal = {
    get aborted() {
      return response.destroyed;
    },
  };
  const header = headers[HEADER];
  if (header === undefined) return { signal, direct };
  const milliseconds = Number(header);
  if (!(milliseconds > 0))
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `${HEADER} must be milliseconds` },
      { field: HEADER },
    );
  return { signal, direct, deadline: performance.now() + milliseconds };
};

/** The limits, made shorter by the parameter `timeout` of a request: microseconds, 0 for none. Throws INVALID_REQUEST. */
export const withTimeout = (limits: InferOptions, timeout: unknown, now: number): InferOptions => {
  if (timeout === undefined || timeout === 0) return limits;
  if (!Number.isSafeInteger(timeout) || (timeout as number) < 0) {
    const field = 'parameters.timeout';
    throw new SlipwayError('INVALID_REQUEST', { reason: `${field} must be microseconds` }, { field });
  }
  const deadline = now + (timeout as number) / 1000;
  return { ...limits, deadline: Math.min(deadline, limits.deadline ?? deadline) };
};
