import type { Row, UnitSource } from '@slipway/contracts';
import { cookieValue } from './cookie-value.ts';

/** A unit key is at most this long, as in the contract; a longer one from a header or a feature is cut. */
const MAX_LENGTH = 500;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
type UnitPlace = Pick<UnitSource, 'from' | 'name'>;

const keyOf = (value: unknown): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const key = String(value);
  return key === '' ? null : key.slice(0, MAX_LENGTH);
};

const valueAt = ({ from, name }: UnitPlace, headers: Headers, row: Row | undefined): unknown => {
  if (from === 'feature') return row && Object.hasOwn(row, name) ? row[name] : undefined;
  if (from === 'header') return headers[name.toLowerCase()];
  return cookieValue(headers.cookie, name);
};

/**
 * The key of the unit that a row is about: the one the request names, else the one in the endpoint's unit source, else the one
 * in its fallback. Null when there is none: then the prediction itself is the unit.
 * @param headers with lower-case names
 */
export const unitKeyOf = (
  named: string | undefined,
  source: UnitSource | null,
  headers: Headers,
  row: Row | undefined,
): string | null => {
  if (named !== undefined) return named;
  if (!source) return null;
  const { fallback } = source;
  return keyOf(valueAt(source, headers, row)) ?? (fallback && keyOf(valueAt(fallback, headers, row)));
};

/** Rows of one request can be about different units. */
export const isUnitPerRow = (named: string | undefined, source: UnitSource | null): boolean =>
  named === undefined && (source?.from === 'feature' || source?.fallback?.from === 'feature');
