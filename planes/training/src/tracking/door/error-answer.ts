import { type ErrorCode, type ErrorKind, SlipwayError } from '@slipway/contracts';

/** What MLflow's clients know: the name decides what they do, the status whether they try again. */
interface WireError {
  readonly name: string;
  readonly status: number;
}

const wire = (name: string, status: number): WireError => ({ name, status });

/** None of those that a client causes is a status that clients retry (408, 429, 500, 502, 503, 504). */
const BY_KIND: Readonly<Record<ErrorKind, WireError>> = {
  invalid: wire('INVALID_PARAMETER_VALUE', 400),
  unauthenticated: wire('UNAUTHENTICATED', 401),
  forbidden: wire('PERMISSION_DENIED', 403),
  not_found: wire('RESOURCE_DOES_NOT_EXIST', 404),
  conflict: wire('RESOURCE_ALREADY_EXISTS', 400),
  too_large: wire('INVALID_PARAMETER_VALUE', 413),
  unsupported: wire('NOT_IMPLEMENTED', 501),
  integrity: wire('INVALID_PARAMETER_VALUE', 400),
  busy: wire('TEMPORARILY_UNAVAILABLE', 503),
  unavailable: wire('TEMPORARILY_UNAVAILABLE', 503),
  timeout: wire('DEADLINE_EXCEEDED', 504),
  internal: wire('INTERNAL_ERROR', 500),
};
const BY_CODE: Partial<Record<ErrorCode, WireError>> = {
  ROUTE_NOT_FOUND: wire('ENDPOINT_NOT_FOUND', 404),
  INVALID_JSON: wire('BAD_REQUEST', 400),
  // Nothing would be better at the next try.
  INSUFFICIENT_SPACE: wire('RESOURCE_EXHAUSTED', 507),
};

/** Status and body of an error as MLflow's clients expect them. */
export const errorAnswer = (thrown: unknown): { status: number; body: Record<string, unknown> } => {
  const error = SlipwayError.from(thrown);
  const { name, status } = BY_CODE[error.code] ?? BY_KIND[error.kind];
  const message = error.kind === 'internal' ? error.message : `${error.message} ${error.remedy}`;
  return {
    status,
    body: {
      error_code: name,
      message,
      code: error.code,
      ...(error.field === undefined ? {} : { field: error.field }),
    },
  };
};

/** A value of a request that cannot be taken; names its field. */
export const invalidField = (field: string, reason: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/** `what` of that name does not exist. */
export const missing = (what: string, name: string): SlipwayError =>
  new SlipwayError('NOT_FOUND', { what, name });
