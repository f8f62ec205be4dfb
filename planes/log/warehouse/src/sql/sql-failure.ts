import { SlipwayError } from '@slipway/contracts';

/** `at` became a reserved word of DuckDB's, and it is the name of our time column. */
const BARE_AT = /(^|[^"\w])at(?=[^"\w]|$)/i;

/** The first paragraph of DuckDB's message: what follows it points into the text with a caret. */
const summary = (message: string): string =>
  (message.split(/\n\s*\n/)[0] ?? message).replaceAll(/\s*\n\s*/g, ' ').replace(/[.\s]+$/, '');

/** DuckDB's refusal of a user's statement as INVALID_SQL; a SlipwayError stays what it is. */
export const sqlFailure = (error: unknown, sql: string): SlipwayError => {
  if (error instanceof SlipwayError) return error;
  const reason = summary(error instanceof Error ? error.message : String(error));
  const hint =
    /syntax error/i.test(reason) && BARE_AT.test(sql) ? '; the column "at" needs its double quotes' : '';
  return new SlipwayError('INVALID_SQL', { reason: reason + hint }, { field: 'sql', cause: error });
};
