import { identifier, type TypedColumn } from '../duckdb/sql-text.ts';

/** Of SHA-256, in bytes. */
const BLOCK = 64;
const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const FRACTIONAL = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;

const padded = (key: Buffer, pad: number): Buffer => {
  const block = Buffer.alloc(BLOCK, pad);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
};

const blob = (bytes: Buffer): string => `unhex('${bytes.toString('hex')}')`;

/** The value as JSON writes it: what the log hashes too. */
const jsonText = (column: string, type: string): string => {
  if (WHOLE.test(type) || type === 'BOOLEAN') return `${column}::varchar`;
  if (FRACTIONAL.test(type))
    return `case when ${column} = trunc(${column}) and abs(${column}) < 1e15 then ${column}::bigint::varchar else ${column}::varchar end`;
  return `to_json(${column}::varchar)::varchar`;
};

/**
 * HMAC-SHA256 in base64url of a column, as SQL: the same as the log has for a hashed feature of that name and value, so that the
 * two can be joined; for text and whole numbers exactly. Nulls stay. RFC 2104 by hand, because DuckDB has the hash alone.
 * @param key at most 64 bytes
 */
export const personalHash = ({ name, type }: TypedColumn, key: Buffer): string => {
  const column = identifier(name);
  const label = Buffer.from(`feature ${name}\0`, 'utf8');
  const inner = `sha256(${blob(Buffer.concat([padded(key, 0x36), label]))} || encode(${jsonText(column, type)}))`;
  const outer = `unhex(sha256(${blob(padded(key, 0x5c))} || unhex(${inner})))`;
  return `case when ${column} is not null then translate(rtrim(base64(${outer}), '='), '+/', '-_') end`;
};
