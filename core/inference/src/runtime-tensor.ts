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

/** Throws TENSOR_VALUE on text with NUL, which the native side would cut off there without a word. */
export const toRuntime = ({ name, datatype, data, shape }: Tensor): RuntimeTensor => {
  if (datatype === 'BYTES') {
    const index = (data as string[]).findIndex((text) => text.includes('\0'));
    if (index >= 0)
      throw new SlipwayError(
        'TENSOR_VALUE',
        { tensor: name, index, reason: 'text must not contain NUL' },
        { field: name },
      );
  }
  const tensor = new RuntimeTensor(RUNTIME_TYPE[datatype], data as never, shape);
  if (data instanceof Float16Array) {
    // The native side reads the bits of half floats only from a Uint16Array, the constructor only makes a Float16Array.
    Object.assign(tensor, { cpuData: new Uint16Array(data.buffer, data.byteOffset, data.length) });
  }
  return tensor;
};

/** Takes the elements over without a copy; half floats arrive as bits. */
export const fromRuntime = (name: string, datatype: Datatype, tensor: RuntimeTensor): Tensor => {
  const data = tensor.data as unknown as TensorElements;
  const halves = datatype === 'FP16' && data instanceof Uint16Array;
  return {
    name,
    datatype,
    shape: tensor.dims,
    data: halves ? new Float16Array(data.buffer, data.byteOffset, data.length) : data,
  };
};
