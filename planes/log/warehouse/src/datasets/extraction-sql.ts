import { SlipwayError } from '@slipway/contracts';
import { identifier, type TypedColumn } from '../duckdb/sql-text.ts';
import { personalHash } from './personal-hash.ts';
import type { ResolvedExtraction } from './resolve-extraction.ts';
import { splitCondition } from './split-condition.ts';

export interface ExtractionSql {
  readonly sql: string;
  /** Columns whose values nobody should read. */
  readonly hashed: ReadonlySet<string>;
}

const refuse = (field: string, message: string): never => {
  throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${message}` }, { field });
};

/** Whether the rows are taken as the query gives them. */
export const isPlain = ({ part, personal }: Pick<ResolvedExtraction, 'part' | 'personal'>): boolean =>
  part === 'all' && Object.keys(personal).length === 0;

/** A statement that can stand within another one. */
export const withoutEnd = (sql: string): string => sql.replace(/[;\s]+$/, '');

/** Two columns of one name: DuckDB would rename the second, and what is said of the first would not hold for it. */
const requireDistinct = (columns: readonly TypedColumn[]): void => {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) refuse('sql', `two columns are called "${name}": give each its own name`);
    seen.add(folded);
  }
};

/** Each declared column by its name in the result. Throws INVALID_REQUEST for one that is not there: a typing error must not publish it. */
const personalColumns = (
  personal: ResolvedExtraction['personal'],
  columns: readonly TypedColumn[],
): ReadonlyMap<string, 'drop' | 'hash'> => {
  const modes = new Map<string, 'drop' | 'hash'>();
  for (const [declared, mode] of Object.entries(personal)) {
    const found = columns.find(({ name }) => name.toLowerCase() === declared.toLowerCase());
    if (found === undefined)
      return refuse(
        `personal.${declared}`,
        `the query has no such column; it has ${columns.map(({ name }) => name).join(', ')}`,
      );
    if (modes.get(found.name) !== 'drop') modes.set(found.name, mode);
  }
  return modes;
};

/**
 * The query with its split and its personal columns, as one statement: what is dropped or belongs to the other part is never written.
 * @param columns what the query results in
 * @param key the key of the hashes; asked for only where something is hashed
 */
export const extractionSql = (
  { sql, split, part, personal }: Pick<ResolvedExtraction, 'sql' | 'split' | 'part' | 'personal'>,
  columns: readonly TypedColumn[],
  key: () => Buffer,
): ExtractionSql => {
  requireDistinct(columns);
  const modes = personalColumns(personal, columns);
  const selected = columns
    .filter(({ name }) => modes.get(name) !== 'drop')
    .map((column) => {
      const name = identifier(column.name);
      return modes.get(column.name) === 'hash' ? `${personalHash(column, key())} as ${name}` : name;
    });
  if (selected.length === 0) refuse('personal', 'no column is left');
  const holdout = split && part !== 'all' ? splitCondition(split, columns) : null;
  const where = holdout === null ? '' : ` where ${part === 'holdout' ? holdout : `not ${holdout}`}`;
  return {
    sql: `select ${selected.join(', ')} from (${withoutEnd(sql)}\n) as extracted${where}`,
    hashed: new Set([...modes].filter(([, mode]) => mode === 'hash').map(([name]) => name)),
  };
};
