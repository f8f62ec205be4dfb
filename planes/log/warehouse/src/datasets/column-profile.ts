import type { ColumnProfile, Scalar } from '@slipway/contracts';
import type { JsonValue } from '../duckdb/json-value.ts';
import type { Session } from '../duckdb/session.ts';
import { identifier, type TypedColumn } from '../duckdb/sql-text.ts';

/** Above this many rows the number of distinct values is estimated (HyperLogLog, about 2 %). */
const MOST_EXACT_ROWS = 100_000;
const TOP_VALUES = 10;
const DECILES = '[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]';

/** Longer text is no use in a profile, and a document in a column must not make a record of megabytes. */
const LONGEST_TEXT = 200;

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const NESTED = /(\[\]|\[\d+\]|^STRUCT|^MAP|^UNION|^JSON|^VARIANT)/;

/** A value as profiles and offending rows show it. */
export const shownValue = (value: JsonValue | undefined): Scalar | null => {
  if (value === null || value === undefined) return null;
  const flat = typeof value === 'object' ? JSON.stringify(value) : value;
  return typeof flat === 'string' && flat.length > LONGEST_TEXT ? `${flat.slice(0, LONGEST_TEXT)}…` : flat;
};

/** What can be asked of a column of that type: numbers, true or false, or text as which everything else is read. */
export const kindOf = (type: string): 'number' | 'boolean' | 'category' =>
  NUMERIC.test(type) ? 'number' : type === 'BOOLEAN' ? 'boolean' : 'category';

/** A missing number is null or NaN; infinities have no place in a mean either. */
const present = ({ name, type }: TypedColumn): string => {
  const column = identifier(name);
  if (type === 'FLOAT' || type === 'DOUBLE') return `case when isfinite(${column}) then ${column} end`;
  return NESTED.test(type) ? `${column}::varchar` : column;
};

/** Nulls (and NaN), distinct values, range, mean, deciles and most frequent values of one column of `relation`. */
export const profileColumn = async (
  session: Session,
  relation: string,
  rows: number,
  column: TypedColumn,
): Promise<ColumnProfile> => {
  const numeric = kindOf(column.type) === 'number';
  const source = `(select ${present(column)} as v from ${relation})`;
  const distinct = rows > MOST_EXACT_ROWS ? 'least(approx_count_distinct(v), count(v))' : 'count(distinct v)';
  const figures = await session.row(
    `select count(v) as present, ${distinct} as distinct, min(v) as min, max(v) as max${
      numeric ? `, avg(v)::double as mean, quantile_cont(v::double, ${DECILES}) as quantiles` : ''
    } from ${source}`,
  );
  const top = await session.rows<{ value: JsonValue; count: number }>(
    `select v as value, count(*) as count from ${source} where v is not null group by v order by count desc, v limit ${TOP_VALUES}`,
  );
  return {
    name: column.name,
    type: column.type,
    nulls: rows - Number(figures.present),
    distinct: Number(figures.distinct),
    min: shownValue(figures.min),
    max: shownValue(figures.max),
    mean: numeric ? ((figures.mean ?? null) as number | null) : null,
    quantiles: numeric ? ((figures.quantiles ?? []) as number[]) : [],
    top: top.map(({ value, count }) => ({ value: shownValue(value), count })),
  };
};

/** The profile of a hashed column: how full it is, and nothing of what is in it. */
export const withoutValues = (profile: ColumnProfile): ColumnProfile => ({
  ...profile,
  min: null,
  max: null,
  mean: null,
  quantiles: [],
  top: [],
});
