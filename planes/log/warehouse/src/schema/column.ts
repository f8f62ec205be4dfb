/** A column of a log table and how a record fills it. */
export interface Column<T> {
  readonly name: string;
  readonly type:
    | 'VARCHAR'
    | 'DOUBLE'
    | 'BOOLEAN'
    | 'INTEGER'
    | 'BIGINT'
    | 'TIMESTAMP'
    | 'DATE'
    | 'VARCHAR[]'
    | 'DOUBLE[]';
  /** Absent: the column comes from the path of the file (Hive partition). */
  readonly of?: (record: T) => unknown;
}

const LARGEST_INTEGER = 2 ** 31 - 1;

/** Milliseconds of the year 9999's end: what every reader of Parquet can show. */
const LATEST = 253_402_300_799_999;

/** A time that can be stored; a hostile one becomes the epoch, so that its record is kept. */
export const storableTime = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= LATEST ? Math.floor(value) : 0;

/** The JSON value of a cell, null where the value does not fit the type: one bad record must not hold up its segment. */
export const cell = (type: Column<unknown>['type'], value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'VARCHAR':
    case 'DATE':
      return typeof value === 'string'
        ? value
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
    case 'DOUBLE':
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? value : null;
    case 'INTEGER':
      return Number.isInteger(value) && Math.abs(value as number) <= LARGEST_INTEGER ? value : null;
    case 'BIGINT':
      return Number.isSafeInteger(value) ? value : null;
    case 'TIMESTAMP':
      return storableTime(value);
    case 'VARCHAR[]':
      return Array.isArray(value) ? value.map((item) => cell('VARCHAR', item)) : null;
    case 'DOUBLE[]':
      return Array.isArray(value) ? value.map((item) => cell('DOUBLE', item)) : null;
  }
};
