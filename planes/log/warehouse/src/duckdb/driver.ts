import type * as DuckDB from '@duckdb/node-api';

export type Driver = typeof DuckDB;

let loading: Promise<Driver> | undefined;

/** DuckDB, loaded at first use: its library takes 20 to 40 MB of memory, and an idle stack does without it. */
export const loadDriver = (): Promise<Driver> => {
  loading ??= import('@duckdb/node-api');
  return loading;
};
