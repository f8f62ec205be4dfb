import { invalidField } from '../door/error-answer.ts';

/** Tokens say how many rows have been read; opaque to clients. */
const PREFIX = 'rows:';

const pageToken = (offset: number): string => Buffer.from(`${PREFIX}${offset}`).toString('base64url');

/** The rows to skip; 0 without a token. Throws INVALID_REQUEST. */
export const offsetOf = (token: string | undefined): number => {
  if (token === undefined || token === '') return 0;
  const said = Buffer.from(token, 'base64url').toString('latin1');
  const offset = said.startsWith(PREFIX) ? said.slice(PREFIX.length) : '';
  if (!/^\d{1,12}$/.test(offset))
    throw invalidField('page_token', 'Invalid page token: it was not made here');
  return Number(offset);
};

/** One page of rows that were asked for with one more than the page holds. */
export const pageOf = <T>(
  rows: readonly T[],
  limit: number,
  offset: number,
): { readonly items: readonly T[]; readonly next: { next_page_token?: string } } =>
  rows.length > limit
    ? { items: rows.slice(0, limit), next: { next_page_token: pageToken(offset + limit) } }
    : { items: rows, next: {} };
