import type { Datatype } from '@slipway/contracts';

/** What a JSON value must be to become an element of a datatype. */
export interface ElementType {
  readonly datatype: Datatype;
  readonly holds: 'number' | 'boolean' | 'text';
  /** Only whole numbers. */
  readonly integer: boolean;
  /** The typed array holds bigints. */
  readonly wide: boolean;
  /** Inclusive range of numbers. 64-bit integers end at 2^53 - 1, above which a double loses digits. */
  readonly min: number;
  readonly max: number;
  /** Inclusive range of bigints, which stand for whole numbers that a JSON number cannot hold. Wide ones only. */
  readonly wideMin: bigint;
  readonly wideMax: bigint;
  /** For error messages: `an integer from -128 to 127`. */
  readonly expected: string;
}

const integer = (datatype: Datatype, min: number, max: number): ElementType => ({
  datatype,
  holds: 'number',
  integer: true,
  wide: false,
  min,
  max,
  wideMin: 0n,
  wideMax: 0n,
  expected: `an integer from ${min} to ${max}`,
});

const wideInteger = (datatype: Datatype, min: number, wideMin: bigint, wideMax: bigint): ElementType => ({
  ...integer(datatype, min, Number.MAX_SAFE_INTEGER),
  wide: true,
  wideMin,
  wideMax,
});

const floating = (datatype: Datatype, max: number): ElementType => ({
  datatype,
  holds: 'number',
  integer: false,
  wide: false,
  min: -max,
  max,
  wideMin: 0n,
  wideMax: 0n,
  expected: `a finite number of ${datatype}`,
});

const other = (datatype: Datatype, holds: 'boolean' | 'text', expected: string): ElementType => ({
  datatype,
  holds,
  integer: false,
  wide: false,
  min: 0,
  max: 0,
  wideMin: 0n,
  wideMax: 0n,
  expected,
});

export const ELEMENT_TYPES: Readonly<Record<Datatype, ElementType>> = {
  BOOL: other('BOOL', 'boolean', 'true or false'),
  INT8: integer('INT8', -128, 127),
  INT16: integer('INT16', -32_768, 32_767),
  INT32: integer('INT32', -2_147_483_648, 2_147_483_647),
  INT64: wideInteger('INT64', Number.MIN_SAFE_INTEGER, -(2n ** 63n), 2n ** 63n - 1n),
  UINT8: integer('UINT8', 0, 255),
  UINT16: integer('UINT16', 0, 65_535),
  UINT32: integer('UINT32', 0, 4_294_967_295),
  UINT64: wideInteger('UINT64', 0, 0n, 2n ** 64n - 1n),
  FP16: floating('FP16', 65_504),
  FP32: floating('FP32', 3.4028234663852886e38),
  FP64: floating('FP64', Number.MAX_VALUE),
  BYTES: other('BYTES', 'text', 'text'),
};

/** How an error message names what came; never the value itself, which may be personal. */
export const nameOfValue = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  if (typeof value === 'bigint') return 'a number';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'true or false' : 'an object';
};

/** Like `nameOfValue`, and says of a number why this datatype does not take it. */
export const nameOfMisfit = (value: unknown, { holds }: ElementType): string => {
  if (holds === 'number' && typeof value === 'bigint') return 'a number out of range';
  if (holds !== 'number' || !Number.isFinite(value)) return nameOfValue(value);
  return Number.isInteger(value) ? 'a number out of range' : 'a fraction';
};
