import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Comparison } from './filter.ts';

/** A comparison of a column with its value, which is a parameter of the statement. */
export const condition = (
  column: RawBuilder<unknown>,
  { operator, value }: Comparison,
): RawBuilder<SqlBool> => {
  switch (operator) {
    case '=':
      return sql`${column} = ${value}`;
    case '!=':
      return sql`${column} != ${value}`;
    case '>':
      return sql`${column} > ${value}`;
    case '>=':
      return sql`${column} >= ${value}`;
    case '<':
      return sql`${column} < ${value}`;
    case '<=':
      return sql`${column} <= ${value}`;
    // A backslash is itself: MLflow's grammar has no escapes.
    case 'LIKE':
      return sql`${column} like ${value} escape ''`;
    case 'ILIKE':
      return sql`${column} ilike ${value} escape ''`;
    case 'IN':
      return sql`${column} in (${sql.join(value as readonly string[])})`;
    case 'NOT IN':
      return sql`${column} not in (${sql.join(value as readonly string[])})`;
    case 'IS NULL':
      return sql`${column} is null`;
    case 'IS NOT NULL':
      return sql`${column} is not null`;
  }
};

/** Whether a table of keys and values has a row of the owner that fulfils the comparison; a missing key never does, except for IS NULL. */
export const valueCondition = (
  table: string,
  owner: RawBuilder<unknown>,
  comparison: Comparison,
  ownerColumn = 'owner',
): RawBuilder<SqlBool> => {
  const { key, operator } = comparison;
  const rows = sql`select 1 from ${sql.table(table)} as v
    where v.${sql.ref(ownerColumn)} = ${owner} and v.key = ${key}`;
  if (operator === 'IS NULL') return sql`not exists (${rows})`;
  if (operator === 'IS NOT NULL') return sql`exists (${rows})`;
  return sql`exists (${rows} and ${condition(sql.ref('v.value'), comparison)})`;
};

/** Parameters of a statement are counted in 16 bits, and a few of them let the planner use the order of an index. */
const FEW = 100;

/** Whether a column is one of whole numbers, however many; there must be one. */
export const isOneOf = (column: RawBuilder<unknown>, numbers: readonly number[]): RawBuilder<SqlBool> =>
  numbers.length <= FEW
    ? sql`${column} in (${sql.join(numbers)})`
    : sql`${column} = any(${`{${numbers.join(',')}}`}::integer[])`;
