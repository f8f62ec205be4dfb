import { fnv32a, fnv32aOfDigits } from '../routing/assignment.ts';

const HASH_SPACE = 2 ** 32;

/**
 * Whether the rows of a request are logged: all of them or none, the same in every gateway. Hashed twice, because ids of one
 * millisecond differ in few digits.
 * @param sampling share of the requests, 0 to 1
 */
export const isSampled = (request: string, sampling: number): boolean =>
  sampling >= 1 || fnv32aOfDigits(fnv32a(request)) / HASH_SPACE < sampling;
