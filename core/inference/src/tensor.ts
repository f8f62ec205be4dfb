/// <reference lib="esnext.float16" />
import type { Datatype } from '@slipway/contracts';

/** Elements of a tensor, row-major. BOOL is 0 or 1; BYTES are UTF-8 strings. */
export type TensorElements =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float16Array
  | Float32Array
  | Float64Array
  | string[];

/** A named tensor with typed elements; `data.length` is the product of `shape`. */
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: TensorElements;
}

const ALLOCATE: Readonly<Record<Datatype, (count: number) => TensorElements>> = {
  BOOL: (count) => new Uint8Array(count),
  INT8: (count) => new Int8Array(count),
  INT16: (count) => new Int16Array(count),
  INT32: (count) => new Int32Array(count),
  INT64: (count) => new BigInt64Array(count),
  UINT8: (count) => new Uint8Array(count),
  UINT16: (count) => new Uint16Array(count),
  UINT32: (count) => new Uint32Array(count),
  UINT64: (count) => new BigUint64Array(count),
  FP16: (count) => new Float16Array(count),
  FP32: (count) => new Float32Array(count),
  FP64: (count) => new Float64Array(count),
  BYTES: (count) => new Array<string>(count).fill(''),
};

/** Zeros, or empty strings for BYTES. */
export const allocateElements = (datatype: Datatype, count: number): TensorElements =>
  ALLOCATE[datatype](count);

/** Product of the dimensions; 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => {
  let count = 1;
  for (const dimension of shape) count *= dimension;
  return count;
};
