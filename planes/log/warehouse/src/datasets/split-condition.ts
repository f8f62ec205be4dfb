import { SlipwayError, type Split } from '@slipway/contracts';
import { identifier, literal, type TypedColumn } from '../duckdb/sql-text.ts';

const TIMES = /^(DATE|TIMESTAMP.*|VARCHAR)$/;
/** Types whose text cannot change with the version of an engine. */
const KEYS = /^(VARCHAR|BOOLEAN|DATE|UUID|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|ENUM\(.*\))$/;

/** 13 hexadecimal digits are 52 bits, which a double holds exactly. */
const DIGITS = 13;

const refuse = (message: string): never => {
  const field = 'split.column';
  throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${message}` }, { field });
};

/**
 * True for the rows of the holdout, as SQL; never null. The column is one of the query's own, also one that is dropped from the
 * snapshot. Throws INVALID_REQUEST for a column that is not there or of a type that cannot divide rows.
 */
export const splitCondition = (split: Split, columns: readonly TypedColumn[]): string => {
  const found = columns.find(({ name }) => name.toLowerCase() === split.column.toLowerCase());
  if (found === undefined)
    return refuse(
      `the query has no column "${split.column}"; it has ${columns.map(({ name }) => name).join(', ')}`,
    );
  const column = identifier(found.name);
  if (split.by === 'time') {
    if (!TIMES.test(found.type)) return refuse(`"${found.name}" is ${found.type}, not a day or a time`);
    const at = split.at.startsWith('$') ? `${split.at}::varchar` : literal(split.at);
    return `coalesce(${column}::timestamptz >= ${at}::timestamptz, false)`;
  }
  if (!KEYS.test(found.type))
    return refuse(
      `"${found.name}" is ${found.type}; a key is text, a whole number, a boolean, a day or a UUID`,
    );
  const salted = `unhex('${Buffer.from(`${split.salt}\0`, 'utf8').toString('hex')}') || encode(${column}::varchar)`;
  const bits = `('0x' || substr(sha256(${salted}), 1, ${DIGITS}))::bigint`;
  return `coalesce(${bits} < ${Math.round(split.holdout * 2 ** (4 * DIGITS))}, false)`;
};
