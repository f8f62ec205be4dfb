import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SlipwayError, type Table } from '@slipway/contracts';
import { digestOfFile, readJson, writeAtomically } from '@slipway/platform';
import { directoryNames } from '../directory-names.ts';
import type { Engine } from '../duckdb/engine.ts';
import { identifier, literal } from '../duckdb/sql-text.ts';
import type { WarehouseLayout } from '../layout.ts';
import { isDiskFull, publishFile } from '../published-file.ts';
import { Turnstile } from '../turnstile.ts';
import { describesTable } from './table-record.ts';

/** Names that the log has taken. */
const RESERVED = new Set(['predictions', 'shadows', 'outcomes', 'labelled']);

const RECORD = 'table.json';

export type TableFormat = 'parquet' | 'csv';

const READERS: Record<TableFormat, (path: string) => string> = {
  parquet: (path) => `read_parquet(${literal(path)})`,
  csv: (path) => `read_csv(${literal(path)}, header = true, sample_size = 100000)`,
};

/** Tables that people load: one Parquet file each, replaced as a whole. */
export class Tables {
  readonly #engine: Engine;
  readonly #layout: WarehouseLayout;
  readonly #replacing = new Turnstile(1);

  constructor(engine: Engine, layout: WarehouseLayout) {
    this.#engine = engine;
    this.#layout = layout;
  }

  async names(): Promise<string[]> {
    return (await this.list()).map(({ name }) => name);
  }

  /** By name. */
  async list(): Promise<Table[]> {
    const names = await directoryNames(this.#layout.tables);
    const records = await Promise.all(names.map((name) => this.#record(name)));
    return records.flatMap((record) => (record ? [record.table] : []));
  }

  /** The table of this name when this file is what it holds; null otherwise. */
  async holding(name: string, digest: string): Promise<Table | null> {
    const record = await this.#record(name);
    return record?.digest === digest ? record.table : null;
  }

  /** The SELECT that a view of this table stands for. */
  async sql(name: string): Promise<string> {
    const record = await this.#record(name);
    if (!record) throw new SlipwayError('NOT_FOUND', { what: 'Table', name });
    return `select * from ${READERS.parquet(this.#file(name, record.digest))}`;
  }

  /**
   * Replaces a table by an uploaded file, which is read to its end before it counts. Throws TABLE_INVALID for a file
   * that is not what it says, INVALID_REQUEST for a reserved name, INSUFFICIENT_SPACE, and what `accept` throws.
   */
  async put(
    name: string,
    format: TableFormat,
    content: Readable,
    accept: (described: Pick<Table, 'rows' | 'columns'>) => void = () => undefined,
  ): Promise<Table> {
    if (RESERVED.has(name))
      throw new SlipwayError(
        'INVALID_REQUEST',
        { reason: `table: ${name} is the name of a log table` },
        { field: 'table' },
      );
    const beside = join(this.#layout.scratch, randomUUID());
    const [upload, parquet] = [`${beside}.upload`, `${beside}.parquet`];
    try {
      await pipeline(content, createWriteStream(upload, { flags: 'wx' }));
      if ((await stat(upload)).size === 0)
        throw new SlipwayError('TABLE_INVALID', { table: name, reason: 'it is empty' });
      const described = await this.#validate(name, format, upload, parquet);
      accept(described);
      const whole = format === 'parquet' ? upload : parquet;
      const digest = await digestOfFile(whole);
      const { size } = await stat(whole);
      const table: Table = { name, bytes: size, ...described };
      await this.#replacing.pass(async () => {
        await publishFile(whole, this.#file(name, digest));
        await this.#supersede(name, digest, table);
      });
      return table;
    } catch (error) {
      if (isDiskFull(error))
        throw new SlipwayError('INSUFFICIENT_SPACE', { directory: this.#layout.root }, { cause: error });
      throw error;
    } finally {
      await rm(upload, { force: true });
      await rm(parquet, { force: true });
    }
  }

  /** Reads every page of a Parquet file; writes a CSV file as Parquet. */
  #validate(
    name: string,
    format: TableFormat,
    upload: string,
    parquet: string,
  ): Promise<Pick<Table, 'rows' | 'columns'>> {
    return this.#engine.session(async (session) => {
      try {
        const source = READERS[format](upload);
        if (format === 'csv')
          await session.run(
            `copy (select * from ${source}) to ${literal(parquet)} (format parquet, compression zstd)`,
          );
        const kept = READERS.parquet(format === 'csv' ? parquet : upload);
        const columns = await session.rows<{ column_name: string; column_type: string }>(
          `describe select * from ${kept}`,
        );
        // A hash needs every value, so every page is decoded; a count could be answered from the footer.
        const counts = columns.map(({ column_name }) => `bit_xor(hash(${identifier(column_name)}))`);
        const { rows } = await session.row<{ rows: number }>(
          `select count(*) as rows, ${counts.join(', ')} from ${kept}`,
        );
        return { rows, columns: columns.map((c) => ({ name: c.column_name, type: c.column_type })) };
      } catch (error) {
        if (isDiskFull(error)) throw error;
        const reason = String(error instanceof Error ? error.message : error)
          .split('\n')[0]!
          .replaceAll(this.#layout.scratch, '')
          .replace(/[.\s]+$/, '');
        throw new SlipwayError('TABLE_INVALID', { table: name, reason }, { cause: error });
      }
    });
  }

  /** Makes the new file count, and removes all but it and its predecessor, which running queries may still read. */
  async #supersede(name: string, digest: string, table: Table): Promise<void> {
    const before = await this.#record(name);
    const directory = join(this.#layout.tables, name);
    await writeAtomically(join(directory, RECORD), JSON.stringify({ table, digest }, null, 2));
    const kept = new Set([RECORD, ...[digest, before?.digest ?? digest].map(fileName)]);
    for (const file of await directoryNames(directory))
      if (!kept.has(file)) await rm(join(directory, file), { force: true });
  }

  async #record(name: string) {
    const path = join(this.#layout.tables, name, RECORD);
    return describesTable(await readJson(path).catch(() => null));
  }

  #file(name: string, digest: string): string {
    return join(this.#layout.tables, name, fileName(digest));
  }
}

const fileName = (digest: string): string => `${digest.slice('sha256:'.length)}.parquet`;
