import { type RowSource, SlipwayError } from '@slipway/contracts';
import type { Blobs } from '@slipway/platform';
import type { Bindings, Session } from '../duckdb/session.ts';
import { identifier, literal } from '../duckdb/sql-text.ts';
import { INPUT_PREFIX } from '../schema/input-columns.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { predictionsSql } from '../schema/relations.ts';
import { spanOf, WITHIN } from './time-window.ts';

/** Rows of a source as SQL, with what its parameters are bound to. */
export interface SourceRows {
  readonly sql: string;
  readonly bindings: Bindings;
  /** The column that holds what a request calls `name`; null when there is none. */
  column(name: string): string | null;
}

const columnNames = async (session: Session, sql: string, bindings: Bindings): Promise<Set<string>> => {
  const described = await session.rows<{ column_name: string }>(`describe ${sql}`, bindings);
  return new Set(described.map(({ column_name }) => column_name));
};

/** In the log a plain name means the input feature, except `score`; other columns are found by their own name. */
const logColumn = (columns: ReadonlySet<string>, name: string): string | null => {
  const candidates = name === 'score' ? [name] : [INPUT_PREFIX + name, name];
  return candidates.find((candidate) => columns.has(candidate)) ?? null;
};

/** Opens a source of a request. Throws BLOB_NOT_FOUND, and INVALID_REQUEST for a blob that is no Parquet file. */
export const openRowSource = async (
  session: Session,
  source: RowSource,
  field: string,
  { files, blobs }: { readonly files: LogFiles; readonly blobs: Blobs },
): Promise<SourceRows> => {
  if (source.kind === 'blob') {
    const sql = `select * from read_parquet(${literal(await blobs.path(source.digest))})`;
    const columns = await columnNames(session, sql, {}).catch((cause: unknown) => {
      throw new SlipwayError(
        'INVALID_REQUEST',
        { reason: `${field}.digest: the blob is not a Parquet file` },
        { field: `${field}.digest`, cause },
      );
    });
    return { sql, bindings: {}, column: (name) => (columns.has(name) ? name : null) };
  }
  const { endpoint, variant, model, version } = source;
  const { from, to } = spanOf(source.window, `${field}.window`);
  const bindings: Bindings = { from, to };
  const conditions = [WITHIN];
  for (const [column, value] of Object.entries({ variant, model, version })) {
    if (value === undefined) continue;
    bindings[column] = value;
    conditions.push(`${identifier(column)} = $${column}`);
  }
  const paths = await files.predictions(endpoint, from, to);
  const sql = `select * from (${predictionsSql(paths)}) where ${conditions.join(' and ')}`;
  const columns = await columnNames(session, sql, bindings);
  // Without a file nobody knows the inputs yet: every name is taken for one of no rows.
  const column = (name: string) => logColumn(columns, name) ?? (paths.length === 0 ? 'score' : null);
  return { sql, bindings, column };
};
