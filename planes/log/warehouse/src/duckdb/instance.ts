import type { DuckDBInstance } from '@duckdb/node-api';
import { loadDriver } from './driver.ts';
import { jsonConverter } from './json-value.ts';
import { Session } from './session.ts';
import { literal } from './sql-text.ts';

export interface InstanceOptions {
  /** DuckDB's notation, e.g. `512MB`. Above it DuckDB spills to `spill`. */
  readonly memoryLimit: string;
  readonly threads: number;
  /** Directory for what does not fit into memory; of this instance alone. DuckDB makes it when it needs it. */
  readonly spill: string;
}

export interface OpenInstance {
  connect(): Promise<Session>;
  close(): void;
}

/** A spill beyond this is a runaway query, and the disk is shared with the spool that serving writes to. */
const MOST_SPILL = '8GB';

/** Opens DuckDB in memory. It never installs or loads an extension, so it never asks the network for anything. */
export const openInstance = async ({
  memoryLimit,
  threads,
  spill,
}: InstanceOptions): Promise<OpenInstance> => {
  const driver = await loadDriver();
  const instance: DuckDBInstance = await driver.DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    threads: String(threads),
    temp_directory: spill,
    max_temp_directory_size: MOST_SPILL,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const convert = jsonConverter(driver);
  const connect = async () => new Session(await instance.connect(), convert);
  try {
    const first = await connect();
    await first.run(`set global TimeZone = ${literal('UTC')}`);
    first.close();
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  return { connect, close: () => instance.closeSync() };
};
