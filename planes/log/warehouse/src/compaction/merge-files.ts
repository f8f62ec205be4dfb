import { open } from 'node:fs/promises';
import type { Engine } from '../duckdb/engine.ts';
import { literal, literalList } from '../duckdb/sql-text.ts';

/** Groups of files with the same columns and types, the largest first: files that differ would change types when they are merged. */
export const groupByColumns = async (engine: Engine, paths: readonly string[]): Promise<string[][]> => {
  const rows = await engine.session((session) =>
    session.rows<{ paths: string[] }>(
      `with files as (
        select file_name, list_sort(list(concat_ws(':', name, type, converted_type, logical_type, num_children))) as columns
        from parquet_schema(${literalList(paths)}) group by file_name)
      select list(file_name order by file_name) as paths from files group by columns order by count(*) desc, paths`,
    ),
  );
  return rows.map((row) => row.paths);
};

/** Writes all rows of some files of equal columns, in their order, into one; synced. Throws when it has not as many rows as they. */
export const mergeFiles = async (engine: Engine, paths: readonly string[], beside: string): Promise<void> => {
  const files = literalList(paths);
  const [expected, written] = await engine.session(async (session) => {
    const { rows } = await session.row<{ rows: number }>(
      `select sum(num_rows)::bigint as rows from parquet_file_metadata(${files})`,
    );
    const { Count } = await session.row<{ Count: number }>(
      `copy (select * from read_parquet(${files}, union_by_name = true, hive_partitioning = false)) to ${literal(beside)} (format parquet, compression zstd)`,
    );
    return [rows, Count] as const;
  });
  if (expected !== written) throw new Error(`${written} of ${expected} rows were merged`);
  const handle = await open(beside, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
