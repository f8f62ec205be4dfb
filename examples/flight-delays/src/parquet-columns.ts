import { asyncBufferFromFile, type ColumnData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { TrainingDataError } from './training-columns.ts';

/** Values by column of a Parquet file. Throws `TrainingDataError` when it is unreadable or lacks a column. */
export async function readParquetColumns(
  path: string,
  names: readonly string[],
): Promise<{ rows: number; values: Map<string, readonly unknown[]> }> {
  const { file, metadata } = await open(path);
  const present = new Set(metadata.schema.map(({ name }) => name));
  const missing = names.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new TrainingDataError(`column ${missing.join(', ')} is missing from the training input`);
  }
  const rows = Number(metadata.num_rows);
  const values = new Map(names.map((name) => [name, new Array<unknown>(rows)]));
  if (rows > 0) {
    const onChunk = ({ columnName, columnData, rowStart }: ColumnData) => {
      const column = values.get(columnName);
      for (let i = 0; column && i < columnData.length; i += 1) column[rowStart + i] = columnData[i];
    };
    await parquetRead({ file, metadata, columns: [...names], compressors, onChunk });
  }
  return { rows, values };
}

async function open(path: string) {
  try {
    const file = await asyncBufferFromFile(path);
    return { file, metadata: await parquetMetadataAsync(file) };
  } catch (cause) {
    throw new TrainingDataError(`the training input ${path} is not a readable Parquet file`, { cause });
  }
}
