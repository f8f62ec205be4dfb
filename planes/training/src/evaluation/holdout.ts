import { asyncBufferFromFile, type ParquetScan, parquetScan } from 'hyparquet';
import { CELL_PARSERS, type Cells, cellsOf } from './cell.ts';
import { impossible } from './impossible.ts';

/** Consecutive rows of the holdout, by column. */
export interface HoldoutWindow {
  /** Index of the first row in the holdout, from 0. */
  readonly start: number;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Cells>;
}

/** A snapshot to evaluate on. */
export interface Holdout {
  readonly rows: number;
  readonly columns: readonly string[];
  /**
   * All rows in order, one Parquet row group at a time (DuckDB writes 122,880 rows), which bounds the memory.
   * Throws EVALUATION_IMPOSSIBLE on broken data and on nested columns.
   */
  windows(columns: readonly string[]): AsyncGenerator<HoldoutWindow>;
}

/** Opens a Parquet file. Throws EVALUATION_IMPOSSIBLE when it is none or has no rows. */
export const openHoldout = async (path: string): Promise<Holdout> => {
  const scan = await readable(async () =>
    parquetScan({ file: await asyncBufferFromFile(path), parsers: CELL_PARSERS, geoparquet: false }),
  );
  const rows = Number(scan.metadata.num_rows);
  if (rows === 0) throw impossible('the holdout has no rows');
  return {
    rows,
    columns: topLevelColumns(scan),
    windows: (columns) => windowsOf(scan, columns),
  };
};

async function* windowsOf(scan: ParquetScan, columns: readonly string[]): AsyncGenerator<HoldoutWindow> {
  const scales = decimalScales(scan);
  for (const { rowStart, rowEnd } of scan.ranges) {
    const cells = new Map<string, Cells>();
    for (const column of columns) {
      const decoded = await readable(() => scan.readColumn({ column, rowStart, rowEnd }));
      cells.set(column, cellsOf(column, decoded, scales.get(column)));
    }
    yield { start: rowStart, rows: rowEnd - rowStart, columns: cells };
  }
}

const decimalScales = ({ metadata: { schema } }: ParquetScan): ReadonlyMap<string, number> =>
  new Map(
    schema
      .filter(({ converted_type: type }) => type === 'DECIMAL')
      .map(({ name, scale = 0 }) => [name, Math.min(100, scale)]),
  );

const topLevelColumns = ({ metadata: { schema } }: ParquetScan): string[] => {
  const names: string[] = [];
  // The schema is a tree in pre-order; `remaining` counts the elements below the current top-level column.
  let remaining = 0;
  for (const { name, num_children: children = 0 } of schema.slice(1)) {
    if (remaining === 0) names.push(name);
    else remaining--;
    remaining += children;
  }
  return names;
};

const readable = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw impossible(`the holdout cannot be read: ${(error as Error).message}`, error);
  }
};
