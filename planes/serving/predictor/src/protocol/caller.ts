import { SlipwayError } from '@slipway/contracts';
import { traceIdOf, traceparentOf } from '@slipway/platform';
import type { InferOptions } from '../data-plane.ts';

/** Gateways name themselves in it: they log what they ask. */
export const GATEWAY_HEADER = 'x-slipway-gateway';
export const TRACE_HEADER = 'traceparent';

/** Whether a request comes from a client without a gateway, and of which trace it is then; of the values of both headers. */
export const originOf = (
  gateway: unknown,
  trace: string | readonly string[] | undefined,
): Pick<InferOptions, 'direct' | 'trace'> => {
  if (gateway !== undefined) return FROM_GATEWAY;
  const traceparent = trace === undefined ? null : traceparentOf(trace);
  return traceparent === null ? DIRECT : { direct: true, trace: traceIdOf(traceparent) };
};

const FROM_GATEWAY = { direct: false };
const DIRECT = { direct: true };

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
