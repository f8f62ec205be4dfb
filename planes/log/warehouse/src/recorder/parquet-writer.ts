import { randomUUID } from 'node:crypto';
import { access, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import { columnTypes, identifier, literal } from '../duckdb/sql-text.ts';
import type { WarehouseLayout } from '../layout.ts';
import { isDiskFull, publishFile } from '../published-file.ts';
import type { Batch } from './segment-batches.ts';

/** Rows that are turned into JSON in one go: some 5 ms of the event loop. */
const ROWS_PER_CHUNK = 2000;

/** Far above what a request body may hold, and below what the reader may allocate. */
const LARGEST_ROW = 64 * 1024 * 1024;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const writeLines = async (path: string, lines: Iterable<string>): Promise<void> => {
  const handle = await open(path, 'wx');
  try {
    let chunk: string[] = [];
    for (const line of lines) {
      chunk.push(line);
      if (chunk.length < ROWS_PER_CHUNK) continue;
      await handle.writeFile(`${chunk.join('\n')}\n`);
      chunk = [];
    }
    if (chunk.length > 0) await handle.writeFile(`${chunk.join('\n')}\n`);
  } finally {
    await handle.close();
  }
};

/** Turns batches into Parquet files. */
export class ParquetWriter {
  readonly #engine: Engine;
  readonly #layout: WarehouseLayout;

  constructor(engine: Engine, layout: WarehouseLayout) {
    this.#engine = engine;
    this.#layout = layout;
  }

  /**
   * Writes the file of a batch; resolves to whether it is new in the warehouse. A file that exists is whole and came from
   * the same segment, so a replay adds nothing. Throws INSUFFICIENT_SPACE.
   */
  async write(batch: Batch): Promise<boolean> {
    const target = join(this.#layout[batch.table], batch.file);
    if (await exists(target)) return false;
    const beside = join(this.#layout.scratch, randomUUID());
    const [json, parquet] = [`${beside}.ndjson`, `${beside}.parquet`];
    try {
      await writeLines(json, batch.lines());
      const written = await this.#convert(batch, json, parquet);
      if (written !== batch.rows)
        throw new Error(`${written} of ${batch.rows} rows were written to ${batch.file}`);
      await publishFile(parquet, target);
      return true;
    } catch (error) {
      if (isDiskFull(error))
        throw new SlipwayError('INSUFFICIENT_SPACE', { directory: this.#layout.root }, { cause: error });
      throw error;
    } finally {
      await rm(json, { force: true });
      await rm(parquet, { force: true });
    }
  }

  async #convert({ columns }: Batch, json: string, parquet: string): Promise<number> {
    const times = columns.filter(({ type }) => type === 'TIMESTAMP').map(({ name }) => identifier(name));
    const asRead = columns.map(({ name, type }) => ({ name, type: type === 'TIMESTAMP' ? 'BIGINT' : type }));
    const replaced = times.map((time) => `make_timestamp(${time} * 1000) as ${time}`).join(', ');
    const { Count } = await this.#engine.session((session) =>
      session.row<{ Count: number }>(
        `copy (select * replace (${replaced}) from read_json(${literal(json)}, format = 'newline_delimited', columns = ${columnTypes(asRead)}, maximum_object_size = ${LARGEST_ROW})) to ${literal(parquet)} (format parquet, compression zstd)`,
      ),
    );
    return Count;
  }
}
