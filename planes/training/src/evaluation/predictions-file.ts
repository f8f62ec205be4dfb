import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from '@slipway/platform';
import { type ColumnSource, parquetWriteFile } from 'hyparquet-writer';

/** As DuckDB has it, so that it reads the file in parallel. */
const ROW_GROUP_ROWS = 122_880;

/** Writes columns of equal length as Parquet: beside, synced, renamed. */
export const writePredictions = async (path: string, columns: readonly ColumnSource[]): Promise<void> => {
  const beside = `${path}.tmp`;
  try {
    parquetWriteFile({ filename: beside, columnData: [...columns], rowGroupSize: ROW_GROUP_ROWS });
    const handle = await open(beside, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};
