import type { ErrorKind } from '@slipway/contracts';

/** The HTTP status of each kind of error; the only such table. */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  integrity: 422,
  busy: 503,
  unavailable: 503,
  timeout: 504,
  internal: 500,
};
