import type { DuckDBConnection, DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api';
import type { JsonValue } from './json-value.ts';

export type Bindings = Record<string, DuckDBValue>;
export type JsonRow = Record<string, JsonValue>;

export interface StreamedRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: (JsonValue | null)[][];
  /** There were more rows than asked for. */
  readonly truncated: boolean;
}

/** One connection to a DuckDB instance. Its temporary tables live as long as it does. */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #convert: DuckDBValueConverter<JsonValue>;

  constructor(connection: DuckDBConnection, convert: DuckDBValueConverter<JsonValue>) {
    this.#connection = connection;
    this.#convert = convert;
  }

  async run(sql: string, values?: Bindings): Promise<void> {
    await this.#connection.run(sql, values);
  }

  /** All rows as JSON objects. */
  async rows<T = JsonRow>(sql: string, values?: Bindings): Promise<T[]> {
    const reader = await this.#connection.runAndReadAll(sql, values);
    return reader.convertRowObjects(this.#convert) as T[];
  }

  /** The only row of a statement that always has one, such as an aggregate. */
  async row<T = JsonRow>(sql: string, values?: Bindings): Promise<T> {
    const [first] = await this.rows<T>(sql, values);
    if (first === undefined) throw new Error('a statement that always has a row had none');
    return first;
  }

  /** Names of the parameters (`$name`) of a statement. */
  async parameterNames(sql: string): Promise<string[]> {
    const prepared = await this.#connection.prepare(sql);
    try {
      return Array.from({ length: prepared.parameterCount }, (_, index) => prepared.parameterName(index + 1));
    } finally {
      prepared.destroySync();
    }
  }

  /** The columns of a statement in batches of some thousand rows, in order: values of boolean, number and text as they are. */
  async *batches(sql: string): AsyncGenerator<readonly (readonly DuckDBValue[])[]> {
    const result = await this.#connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk.getColumns();
    }
  }

  /** The first `limit` rows; the rest is never computed where the plan allows it. */
  async first(sql: string, values: Bindings, limit: number): Promise<StreamedRows> {
    const reader = await this.#connection.streamAndReadUntil(sql, limit + 1, values);
    const names = reader.columnNames();
    const columns = reader.columnTypes().map((type, index) => ({ name: names[index]!, type: String(type) }));
    const rows = reader.convertRows(this.#convert);
    return { columns, rows: rows.slice(0, limit), truncated: rows.length > limit };
  }

  /** Ends the running statement with an error. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.disconnectSync();
  }
}
