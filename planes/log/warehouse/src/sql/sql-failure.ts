import { SlipwayError } from '@slipway/contracts';

/** `at` became a reserved word of DuckDB's, and it is the name of our time column. */
const BARE_AT = /(^|[^"\w])at(?=[^"\w]|$)/i;

/** The first paragraph of DuckDB's message: what follows it points into the text with a caret. */
const summary = (message: string): string =>
  (message.split(/\n\s*\n/)[0] ?? message).replaceAll(/\s*\n\s*/g, ' ').replace(/[.\s]+$/, '');

/** DuckDB's refusal of a user's statement as INVALID_SQL; a SlipwayError stays what it is. */
export const sqlFailure = (error: unknown, sql: string): SlipwayError => {
  if (error instanceof SlipwayError) return error;
  // DuckDB throws plain errors; a broken disk or a mistake of ours is nobody's SQL.
  if (!(error instanceof Error) || error.constructor !== Error || 'code' in error)
    return SlipwayError.from(error);
  const reason = summary(error.message);
  const hint =
    /syntax error/i.test(reason) && BARE_AT.test(sql) ? '; the column "at" needs its double quotes' : '';
  return new SlipwayError('INVALID_SQL', { reason: reason + hint }, { field: 'sql', cause: error });
};
