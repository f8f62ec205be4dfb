import { SlipwayError } from '@slipway/contracts';
import type { MessageExchange } from '@slipway/platform';
import type { InferOptions } from '../../data-plane.ts';
import { GATEWAY_HEADER, originOf, TRACE_HEADER } from '../caller.ts';

const TIMEOUT_HEADER = 'x-slipway-timeout-ms';

/**
 * How long the caller waits, until it hangs up or for the time in the header X-Slipway-Timeout-Ms, and whether it is a client
 * without a gateway. Throws INVALID_REQUEST.
 */
export const limitsOf = (exchange: Pick<MessageExchange, 'headers' | 'aborted'>): InferOptions => {
  const { headers } = exchange;
  const { direct, trace } = originOf(headers[GATEWAY_HEADER], headers[TRACE_HEADER]);
  const timeout = headers[TIMEOUT_HEADER];
  const deadline = timeout === undefined ? undefined : performance.now() + millisecondsOf(timeout);
  return { signal: exchange, direct, trace, deadline };
};

const millisecondsOf = (header: string | string[]): number => {
  const milliseconds = Number(header);
  if (milliseconds > 0) return milliseconds;
  const reason = `${TIMEOUT_HEADER} must be milliseconds`;
  throw new SlipwayError('INVALID_REQUEST', { reason }, { field: TIMEOUT_HEADER });
};
