import { type ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import { SlipwayError } from '@slipway/contracts';
import { CODE_KEY, grpcError } from './grpc-status.ts';

type Status = Parameters<ReturnType<ServerInterceptor>['sendStatus']>[0];

/** What the library calls its own failure, and is the client's: the beginnings of its texts. */
const CLIENTS_FAULT: readonly string[] = ['Failed to decompress message', 'Invalid grpc-timeout'];

/**
 * The status that goes to the client: as given, but for those that the library makes by itself. They get a code too, and
 * what the client has done wrong is INVALID_ARGUMENT, not INTERNAL.
 */
const clientStatus = (given: Status, bodyLimit: number): Status => {
  const { code = status.UNKNOWN, details = '', metadata } = given;
  if (code === status.OK || (metadata?.get(CODE_KEY).length ?? 0) > 0) return given;
  if (code === status.RESOURCE_EXHAUSTED)
    return grpcError(new SlipwayError('BODY_TOO_LARGE', { limit: bodyLimit }));
  if (code !== status.INTERNAL || !CLIENTS_FAULT.some((text) => details.startsWith(text))) return given;
  return grpcError(new SlipwayError('INVALID_REQUEST', { reason: details }));
};

/**
 * Puts `clientStatus` before every status of a call. The library lets nobody between itself and the client for the statuses
 * that it makes; its call is an object of its own for each, whose method can be replaced.
 */
export const statusInterceptor =
  (bodyLimit: number): ServerInterceptor =>
  (_method, call) => {
    const send = call.sendStatus.bind(call);
    call.sendStatus = (given) => send(clientStatus(given, bodyLimit));
    // The library asks for its class and uses the interface.
    return call as ServerInterceptingCall;
  };
