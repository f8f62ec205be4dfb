import type { AttributeProto, TensorProto, ValueInfoProto } from './onnx-messages.ts';

/** `TensorProto.DataType` */
export const ELEMENT = { float: 1, uint8: 2, int64: 7, string: 8 } as const;
/** `AttributeProto.AttributeType` */
const ATTRIBUTE = { float: 1, int: 2, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

/** A tensor of float32; without `dims` it has one dimension. */
export function floatTensor(values: readonly number[], dims = [values.length], name?: string): TensorProto {
  const raw = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => {
    raw.setFloat32(i * 4, value, true);
  });
  return { dims, data_type: ELEMENT.float, raw_data: new Uint8Array(raw.buffer), ...(name ? { name } : {}) };
}

/** A tensor of uint8; without `dims` it has one dimension. */
export function byteTensor(values: ArrayLike<number>, dims = [values.length], name?: string): TensorProto {
  return { dims, data_type: ELEMENT.uint8, raw_data: Uint8Array.from(values), ...(name ? { name } : {}) };
}

export function integerTensor(values: readonly number[], name: string): TensorProto {
  const raw = BigInt64Array.from(values, BigInt);
  return { dims: [values.length], data_type: ELEMENT.int64, raw_data: new Uint8Array(raw.buffer), name };
}

export const attribute = {
  float: (name: string, f: number): AttributeProto => ({ name, type: ATTRIBUTE.float, f }),
  int: (name: string, i: number): AttributeProto => ({ name, type: ATTRIBUTE.int, i }),
  tensor: (name: string, t: TensorProto): AttributeProto => ({ name, type: ATTRIBUTE.tensor, t }),
  floats: (name: string, floats: readonly number[]): AttributeProto => ({
    name,
    type: ATTRIBUTE.floats,
    floats,
  }),
  ints: (name: string, ints: readonly number[]): AttributeProto => ({ name, type: ATTRIBUTE.ints, ints }),
  strings: (name: string, texts: readonly string[]): AttributeProto => ({
    name,
    type: ATTRIBUTE.strings,
    strings: texts.map((text) => new TextEncoder().encode(text)),
  }),
};

/** A graph input or output of shape [N, width]. */
export function valueInfo(name: string, elementType: number, width: number): ValueInfoProto {
  const dim = [{ dim_param: 'N' }, { dim_value: width }];
  return { name, type: { tensor_type: { elem_type: elementType, shape: { dim } } } };
}
