/** What went wrong, as far as a door needs to know; HTTP status, gRPC status and exit code are tables over this. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unsupported'
  | 'integrity'
  | 'busy'
  | 'unavailable'
  | 'timeout'
  | 'internal';

export interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** One sentence: what is wrong. `{name}` is filled from the values given to SlipwayError. */
  readonly problem: string;
  /** One sentence: what to do about it. */
  readonly remedy: string;
}

/** An entry of the catalogue. */
export const entry = (kind: ErrorKind, problem: string, remedy: string): CatalogueEntry => ({
  kind,
  problem,
  remedy,
});
