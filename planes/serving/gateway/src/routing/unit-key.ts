import type { Row, UnitSource } from '@slipway/contracts';

/** A unit key is at most this long, as in the contract; a longer one from a header or a feature is cut. */
const MAX_LENGTH = 500;

const keyOf = (value: unknown): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const key = String(value);
  return key === '' ? null : key.slice(0, MAX_LENGTH);
};

/**
 * The key of the unit that a row is about: the one the request names, else the one in the endpoint's unit source.
 * Null when there is none: then the prediction itself is the unit.
 * @param headers with lower-case names
 */
export const unitKeyOf = (
  named: string | undefined,
  source: UnitSource | null,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  row: Row | undefined,
): string | null => {
  if (named !== undefined) return named;
  if (!source) return null;
  return keyOf(source.from === 'header' ? headers[source.name.toLowerCase()] : row?.[source.name]);
};
