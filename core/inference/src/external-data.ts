/** Where a field of an ONNX message leads; absent fields are skipped. `true`: its presence is what is looked for. */
interface MessageFields {
  readonly [field: number]: MessageFields | true;
}

/** Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. `external_data` = 13 of TensorProto. */
const TENSOR: MessageFields = { 13: true };
const SPARSE_TENSOR: MessageFields = { 1: TENSOR, 2: TENSOR };
const ATTRIBUTE: Record<number, MessageFields> = {
  5: TENSOR,
  10: TENSOR,
  22: SPARSE_TENSOR,
  23: SPARSE_TENSOR,
};
const NODE: MessageFields = { 5: ATTRIBUTE };
const GRAPH: MessageFields = { 1: NODE, 5: TENSOR, 15: SPARSE_TENSOR };
// Graphs within attributes: the branches of If, the bodies of Loop.
Object.assign(ATTRIBUTE, { 6: GRAPH, 11: GRAPH });
const MODEL: MessageFields = { 7: GRAPH, 25: { 7: NODE } };

/**
 * Whether a model file keeps weights in other files: those would be outside of its digest. Bytes that are no protobuf are
 * left to the loader to refuse.
 */
export const hasExternalData = (model: Uint8Array): boolean => contains(model, MODEL);

const contains = (bytes: Uint8Array, fields: MessageFields): boolean => {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      const inner = fields[Math.floor(tag / 8)];
      if (inner === true) return true;
      if (inner !== undefined && contains(bytes.subarray(at, at + length), inner)) return true;
      at += length;
    } else return false;
  }
  return false;
};
