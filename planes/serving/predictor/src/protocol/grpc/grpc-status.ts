import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { ErrorKind, SlipwayError } from '@slipway/contracts';

/** The gRPC status of each kind of error; the only such table. Clients repeat UNAVAILABLE by themselves, and nothing else. */
export const GRPC_STATUS: Readonly<Record<ErrorKind, status>> = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  conflict: status.FAILED_PRECONDITION,
  too_large: status.RESOURCE_EXHAUSTED,
  unsupported: status.UNIMPLEMENTED,
  integrity: status.FAILED_PRECONDITION,
  busy: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  timeout: status.DEADLINE_EXCEEDED,
  internal: status.INTERNAL,
};

/** Trailing metadata with the code of the catalogue. */
export const CODE_KEY = 'slipway-code';
/** A status travels as a header, of which clients take 8 KB; percent-encoding may triple the text. */
const MAX_DETAILS = 1000;

/**
 * The error as gRPC says it. With `permanent`, what would be UNAVAILABLE is FAILED_PRECONDITION: a predictor that refused its
 * release does not become ready by waiting.
 */
export const grpcError = (
  error: SlipwayError,
  permanent = false,
): Pick<ServiceError, 'code' | 'details' | 'metadata'> => {
  const metadata = new Metadata();
  metadata.set(CODE_KEY, error.code);
  const code = GRPC_STATUS[error.kind];
  return {
    code: permanent && code === status.UNAVAILABLE ? status.FAILED_PRECONDITION : code,
    details: detailsOf(error),
    metadata,
  };
};

/** The message, short enough for a header and without half characters, on which the encoding of headers throws. */
export const detailsOf = ({ message }: SlipwayError): string => message.slice(0, MAX_DETAILS).toWellFormed();
