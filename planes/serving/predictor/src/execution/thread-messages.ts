import type { ErrorBody, ModelSignature } from '@slipway/contracts';
import type { Tensor, TensorElements } from '@slipway/inference';

/** To a thread: first `load`, once; then runs, and `release` before it ends. */
export type ThreadRequest =
  | {
      readonly kind: 'load';
      readonly bytes: Uint8Array;
      readonly signature: ModelSignature;
      readonly intraOpThreads: number;
    }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly tensors: readonly Tensor[];
      readonly outputs: readonly string[] | undefined;
    }
  | { readonly kind: 'release' };

/** From a thread: `loaded` or `refused`; then an answer to each run. */
export type ThreadAnswer =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'refused'; readonly error: ErrorBody }
  | { readonly kind: 'outputs'; readonly id: number; readonly outputs: readonly Tensor[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorBody };

export interface PackedTensors {
  readonly tensors: readonly Tensor[];
  /** The memory that moves with them. */
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * Tensors made ready to move to another thread: their elements move, and are copied first where they are only a piece of a
 * larger memory (a message would copy all of it) or where `consume` does not allow to take them away. Texts are copied by
 * the message itself.
 */
export const packTensors = (tensors: readonly Tensor[], consume: boolean): PackedTensors => {
  const transfer: ArrayBuffer[] = [];
  const packed = tensors.map((tensor) => {
    const { data } = tensor;
    if (Array.isArray(data)) return tensor;
    const own = consume && data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
    const elements = own ? data : copyOf(data);
    transfer.push(elements.buffer as ArrayBuffer);
    return { ...tensor, data: elements };
  });
  return { tensors: packed, transfer };
};

/** Not `data.slice()`: that of a Node Buffer copies nothing. */
const copyOf = (data: Exclude<TensorElements, string[]>): Exclude<TensorElements, string[]> => {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).slice();
  const Elements = (data instanceof Buffer ? Uint8Array : data.constructor) as new (
    buffer: ArrayBuffer,
  ) => Exclude<TensorElements, string[]>;
  return new Elements(bytes.buffer);
};
