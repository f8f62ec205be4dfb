import type { ErrorKind } from '@slipway/contracts';

/** The exit code of each kind of error; the only such table. 0 is success, 130 is Ctrl-C. */
export const EXIT_CODE: Readonly<Record<ErrorKind, number>> = {
  internal: 1,
  invalid: 2,
  unsupported: 2,
  too_large: 2,
  unauthenticated: 3,
  forbidden: 3,
  not_found: 4,
  conflict: 5,
  unavailable: 6,
  busy: 6,
  timeout: 6,
  integrity: 7,
};
