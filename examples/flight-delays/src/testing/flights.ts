import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FLIGHTS_FILE } from '../flights-file.ts';

/** A DuckDB in memory, on one thread, with the flights as the view `flights`. */
export async function openFlights(): Promise<DuckDBConnection & Disposable> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`create view flights as from '${FLIGHTS_FILE}'`);
  return Object.assign(connection, {
    [Symbol.dispose]: () => {
      connection.closeSync();
      instance.closeSync();
    },
  });
}

/** Values by column of a query's result. */
export async function columnsOf(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, unknown[]>> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getColumnsObjectJS() as Record<string, unknown[]>;
}
