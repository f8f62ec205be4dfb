import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';

/** Where the warehouse keeps what; every path is absolute when `directory` is. */
export interface WarehouseLayout {
  readonly root: string;
  /** `endpoint=<endpoint>/date=<YYYY-MM-DD>/<segment>.parquet`, date of `at` in UTC. */
  readonly predictions: string;
  /** `date=<YYYY-MM-DD>/<segment>.parquet`, date of `received_at` in UTC. */
  readonly outcomes: string;
  /** `date=<YYYY-MM-DD>/<segment>.parquet`, date of `at` in UTC: how many rows the writers say there are. */
  readonly counts: string;
  /** What a merge of files intends to replace, while it does so. */
  readonly compactions: string;
  /** `<table>/<digest>.parquet` and `<table>/table.json`, which names the file that counts. */
  readonly tables: string;
  readonly datasets: string;
  readonly snapshots: string;
  /** Files in the making, on the same file system as the rest; emptied at start. */
  readonly scratch: string;
}

/** Throws INVALID_CONFIGURATION for a directory whose name DuckDB would take for a pattern. */
export const warehouseLayout = (directory: string): WarehouseLayout => {
  if (/[*?[\]{}]/.test(directory))
    throw new SlipwayError(
      'INVALID_CONFIGURATION',
      { reason: `the warehouse directory ${directory} must not contain any of * ? [ ] { }` },
      { field: 'directory' },
    );
  return Object.freeze({
    root: directory,
    predictions: join(directory, 'predictions'),
    outcomes: join(directory, 'outcomes'),
    counts: join(directory, 'counts'),
    compactions: join(directory, 'compactions'),
    tables: join(directory, 'tables'),
    datasets: join(directory, 'datasets'),
    snapshots: join(directory, 'snapshots'),
    scratch: join(directory, 'scratch'),
  });
};

/** A file name holds 255 bytes; the rest of the name needs some of them. */
const LONGEST_VALUE = 180;

/**
 * A value as part of a Hive path: percent-encoded as DuckDB, Spark and Trino read it back. Contract names stay as they
 * are; anything else cannot leave its directory or break the pattern of the others. Values too long for a file name
 * are cut and made unique by their hash.
 */
export const partitionValue = (value: string): string => {
  const encoded = [...Buffer.from(value, 'utf8')]
    .map((byte) =>
      /[A-Za-z0-9_.-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
  if (encoded.length <= LONGEST_VALUE) return encoded;
  const cut = encoded.slice(0, LONGEST_VALUE - 40).replace(/%.?$/, '');
  return `${cut}_${createHash('sha256').update(value).digest('hex').slice(0, 32)}`;
};

/** `YYYY-MM-DD` in UTC. */
export const dateOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
