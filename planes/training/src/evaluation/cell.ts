import type { ParquetScanOptions } from 'hyparquet';
import { impossible } from './impossible.ts';

/** A value of the holdout as a client would send it; null is missing. */
export type Cell = string | number | boolean | null;
export type Cells = ArrayLike<Cell>;

const DAY_MS = 86_400_000;
const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** JSON has no dates: a date is its ISO day, a timestamp its ISO time in UTC. */
export const CELL_PARSERS: NonNullable<ParquetScanOptions['parsers']> = {
  dateFromDays: (days: number | null | undefined) =>
    days === null || days === undefined ? null : isoTime(days * DAY_MS).slice(0, 10),
  timestampFromMilliseconds: (time: bigint | null | undefined) => sinceEpoch(time, 1n),
  timestampFromMicroseconds: (time: bigint | null | undefined) => sinceEpoch(time, 1000n),
  timestampFromNanoseconds: (time: bigint | null | undefined) => sinceEpoch(time, 1_000_000n),
};

const sinceEpoch = (time: bigint | null | undefined, unitsPerMs: bigint): string | null =>
  time === null || time === undefined ? null : isoTime(Number(time / unitsPerMs));

/**
 * A decoded Parquet column as cells: 64-bit integers become numbers, absent values null. `scale` is that of a decimal
 * column, whose last binary digit the reader leaves wrong (3.6670000000000003).
 * Throws EVALUATION_IMPOSSIBLE on lists, structs and bytes, which no feature, label or slice can be.
 */
export const cellsOf = (column: string, decoded: ArrayLike<unknown>, scale?: number): Cells => {
  if (decoded instanceof BigInt64Array || decoded instanceof BigUint64Array)
    return Float64Array.from(decoded, Number);
  if (ArrayBuffer.isView(decoded)) return decoded as unknown as ArrayLike<number>;
  const cells = new Array<Cell>(decoded.length);
  for (let row = 0; row < decoded.length; row++) {
    const cell = cellOf(column, decoded[row]);
    cells[row] = scale !== undefined && typeof cell === 'number' ? Number(cell.toFixed(scale)) : cell;
  }
  return cells;
};

const cellOf = (column: string, value: unknown): Cell => {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    default:
      if (value === null || value === undefined) return null;
      throw impossible(`column "${column}" of the holdout is neither text, number, boolean, date nor time`);
  }
};
