/** Protobuf wire format as far as an ONNX tree ensemble needs it: https://protobuf.dev/programming-guides/encoding/ */
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
};

const field = (number: number, content: string | Uint8Array): Buffer => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes]);
};

const integer = (number: number, value: number): Buffer =>
  Buffer.from([...varint(number << 3), ...varint(value)]);

const text = (value: string): Buffer => field(1, value);

/** A list of texts or of non-negative integers, a list of FP32 numbers, a text or a non-negative integer. */
export type OnnxAttribute = readonly string[] | readonly number[] | Float32Array | string | number;

/** AttributeProto; field numbers and types: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const attribute = (name: string, value: OnnxAttribute): Buffer => {
  if (typeof value === 'number') return Buffer.concat([text(name), integer(3, value), integer(20, 2)]);
  if (typeof value === 'string') return Buffer.concat([text(name), field(4, value), integer(20, 3)]);
  if (value instanceof Float32Array)
    return Buffer.concat([text(name), field(7, new Uint8Array(value.buffer)), integer(20, 6)]);
  if (typeof value[0] === 'string')
    return Buffer.concat([text(name), ...value.map((each) => field(9, String(each))), integer(20, 8)]);
  const packed = Buffer.from((value as readonly number[]).flatMap(varint));
  return Buffer.concat([text(name), field(8, packed), integer(20, 7)]);
};

/** A matrix of FP32 with any number of rows. */
const matrix = (name: string, columns: number): Buffer => {
  const shape = Buffer.concat([field(1, field(2, 'N')), field(1, integer(1, columns))]);
  const tensor = Buffer.concat([integer(1, 1), field(2, shape)]);
  return Buffer.concat([text(name), field(2, field(1, tensor))]);
};

/** The bytes of a model of one operator of ai.onnx.ml, which turns matrix `input` into matrix `output`. */
export const onnxModel = (
  operator: string,
  input: { readonly name: string; readonly columns: number },
  output: { readonly name: string; readonly columns: number },
  attributes: Readonly<Record<string, OnnxAttribute>>,
): Uint8Array => {
  const node = Buffer.concat([
    field(1, input.name),
    field(2, output.name),
    field(4, operator),
    ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
    field(7, 'ai.onnx.ml'),
  ]);
  const graph = Buffer.concat([
    field(1, node),
    field(2, operator),
    field(11, matrix(input.name, input.columns)),
    field(12, matrix(output.name, output.columns)),
  ]);
  const operators = ([domain, version]: [string, number]) =>
    field(8, Buffer.concat([field(1, domain), integer(2, version)]));
  return Buffer.concat([
    integer(1, 8),
    field(7, graph),
    ...(
      [
        ['', 17],
        ['ai.onnx.ml', 3],
      ] as [string, number][]
    ).map(operators),
  ]);
};
