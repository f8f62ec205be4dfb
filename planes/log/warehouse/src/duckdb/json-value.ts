import type { DuckDBDecimalValue, DuckDBTimestampValue, DuckDBValueConverter } from '@duckdb/node-api';
import type { Driver } from './driver.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Above this many digits a decimal is not exact as a double. */
const EXACT_DIGITS = 15;

const numberOrText = (value: bigint): number | string => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
};

/** NaN and the infinities as text, because JSON has none. */
const finiteOrText = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

const decimal = (value: DuckDBDecimalValue): number | string => {
  const text = value.toString();
  return text.replace(/[-.]/g, '').replace(/^0+/, '').length <= EXACT_DIGITS ? Number(text) : text;
};

/** ISO 8601 in UTC with milliseconds, with microseconds where there are any; DuckDB's own text outside of years 0 to 9999. */
const isoTimestamp = (micros: bigint, otherwise: string): string => {
  const milliseconds = Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0);
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999)
    return otherwise;
  const rest = Number(((micros % 1000n) + 1000n) % 1000n);
  const text = date.toISOString();
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
};

const MICROS_PER_UNIT = { seconds: 1_000_000n, millis: 1000n } as const;

/**
 * Turns DuckDB values into JSON: integers as numbers where they are exact and as text beyond, timestamps as ISO 8601 in
 * UTC, lists and structs as arrays and objects, maps as `[{key, value}]`, blobs as base64, the rest as DuckDB's text.
 */
export const jsonConverter = (driver: Driver): DuckDBValueConverter<JsonValue> => {
  const { DuckDBTypeId: Id } = driver;
  const text = (value: unknown) => String(value);
  const integer = (value: unknown) => (typeof value === 'bigint' ? numberOrText(value) : Number(value));
  const float = (value: unknown) => finiteOrText(value as number);
  const timestamp = (value: unknown) => isoTimestamp((value as DuckDBTimestampValue).micros, String(value));
  const converters: Record<number, DuckDBValueConverter<JsonValue>> = {
    [Id.BOOLEAN]: (value) => value as boolean,
    [Id.DECIMAL]: (value) => decimal(value as DuckDBDecimalValue),
    [Id.FLOAT]: float,
    [Id.DOUBLE]: float,
    [Id.TIMESTAMP]: timestamp,
    [Id.TIMESTAMP_TZ]: timestamp,
    [Id.TIMESTAMP_S]: (value) =>
      isoTimestamp((value as { seconds: bigint }).seconds * MICROS_PER_UNIT.seconds, String(value)),
    [Id.TIMESTAMP_MS]: (value) =>
      isoTimestamp((value as { millis: bigint }).millis * MICROS_PER_UNIT.millis, String(value)),
    [Id.BLOB]: (value) => Buffer.from(driver.bytesFromBlobValue(value)).toString('base64'),
    [Id.LIST]: driver.arrayFromListValue,
    [Id.ARRAY]: driver.arrayFromArrayValue,
    [Id.STRUCT]: driver.objectFromStructValue,
    [Id.MAP]: driver.objectArrayFromMapValue,
    [Id.UNION]: driver.objectFromUnionValue,
    [Id.VARIANT]: driver.fromVariantValue,
    [Id.SQLNULL]: () => null,
  };
  for (const id of [Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.BIGINT, Id.HUGEINT]) converters[id] = integer;
  for (const id of [Id.UTINYINT, Id.USMALLINT, Id.UINTEGER, Id.UBIGINT, Id.UHUGEINT])
    converters[id] = integer;
  return (value, type, converter) =>
    value === null || value === undefined ? null : (converters[type.typeId] ?? text)(value, type, converter);
};
