/// <reference lib="esnext.float16" />
import { type Datatype, SlipwayError } from '@slipway/contracts';
import { Tensor as RuntimeTensor } from 'onnxruntime-node';
import type { Tensor, TensorElements } from './tensor.ts';

const RUNTIME_TYPE: Readonly<Record<Datatype, RuntimeTensor.Type>> = {
  BOOL: 'bool',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
};

const DATATYPE = new Map(
  Object.entries(RUNTIME_TYPE).map(([datatype, type]) => [type as string, datatype as Datatype]),
);

/** The datatype of ONNX Runtime's element type; undefined when the protocol has none for it. */
export const datatypeOf = (type: string): Datatype | undefined => DATATYPE.get(type);

/**
 * Stands for NUL while a text is with the native side, which would cut the text off there without a word. Unicode keeps this
 * code point free for such uses, so that no graph knows it either: a text with NUL stays one that no category equals.
 */
const NUL_STAND_IN = '\uFDD0';

/** Throws TENSOR_VALUE on text with the code point that stands for NUL. */
export const toRuntime = ({ name, datatype, data: given, shape }: Tensor): RuntimeTensor => {
  const data = datatype === 'BYTES' ? withoutNul(name, given as string[]) : given;
  const tensor = new RuntimeTensor(RUNTIME_TYPE[datatype], data as never, shape);
  if (data instanceof Float16Array) {
    // The native side reads the bits of half floats only from a Uint16Array, the constructor only makes a Float16Array.
    Object.assign(tensor, { cpuData: new Uint16Array(data.buffer, data.byteOffset, data.length) });
  }
  return tensor;
};

const withoutNul = (name: string, texts: readonly string[]): readonly string[] => {
  const index = texts.findIndex((text) => text.includes(NUL_STAND_IN));
  if (index >= 0) {
    const reason = 'text must not contain U+FDD0, which Unicode keeps for internal use';
    throw new SlipwayError('TENSOR_VALUE', { tensor: name, index, reason }, { field: name });
  }
  if (!texts.some((text) => text.includes('\0'))) return texts;
  return texts.map((text) => text.replaceAll('\0', NUL_STAND_IN));
};

const withNul = (texts: string[]): string[] =>
  texts.some((text) => text.includes(NUL_STAND_IN))
    ? texts.map((text) => text.replaceAll(NUL_STAND_IN, '\0'))
    : texts;

/** Takes the elements over without a copy; half floats arrive as bits. */
export const fromRuntime = (name: string, datatype: Datatype, tensor: RuntimeTensor): Tensor => {
  const data = tensor.data as unknown as TensorElements;
  if (datatype === 'BYTES') return { name, datatype, shape: tensor.dims, data: withNul(data as string[]) };
  const halves = datatype === 'FP16' && data instanceof Uint16Array;
  return {
    name,
    datatype,
    shape: tensor.dims,
    data: halves ? new Float16Array(data.buffer, data.byteOffset, data.length) : data,
  };
};
