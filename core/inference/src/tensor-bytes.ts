/// <reference lib="esnext.float16" />
import { isUtf8 } from 'node:buffer';
import { type Datatype, SlipwayError } from '@slipway/contracts';
import { elementCount, type Tensor, type TensorElements } from './tensor.ts';
import { checkedText, type DataExpectation, elementFault } from './tensor-json.ts';

/** Bytes before each text: its length. */
const PREFIX_BYTES = 4;

type View = Exclude<TensorElements, string[]>;

/** Little-endian, as the protocol says and as every processor that ONNX Runtime is built for stores them. */
const VIEW: Readonly<Record<Exclude<Datatype, 'BYTES'>, (buffer: ArrayBuffer) => View>> = {
  BOOL: (buffer) => new Uint8Array(buffer),
  INT8: (buffer) => new Int8Array(buffer),
  INT16: (buffer) => new Int16Array(buffer),
  INT32: (buffer) => new Int32Array(buffer),
  INT64: (buffer) => new BigInt64Array(buffer),
  UINT8: (buffer) => new Uint8Array(buffer),
  UINT16: (buffer) => new Uint16Array(buffer),
  UINT32: (buffer) => new Uint32Array(buffer),
  UINT64: (buffer) => new BigUint64Array(buffer),
  FP16: (buffer) => new Float16Array(buffer),
  FP32: (buffer) => new Float32Array(buffer),
  FP64: (buffer) => new Float64Array(buffer),
};

const WIDTH: Readonly<Record<Datatype, number | undefined>> = {
  BOOL: 1,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  FP16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: undefined,
};

/** Bytes of one element; undefined for BYTES, whose elements tell their own length. */
export const elementWidth = (datatype: Datatype): number | undefined => WIDTH[datatype];

/**
 * The elements of one tensor from their bytes: little-endian numbers, or texts each after its length in 4 bytes. They are a
 * copy. Throws TENSOR_SHAPE when the size does not fit the shape, TENSOR_VALUE on elements that the datatype or the
 * signature does not take.
 */
export const decodeRawElements = (bytes: Uint8Array, expectation: DataExpectation): TensorElements => {
  const { datatype } = expectation.element;
  const count = elementCount(expectation.shape);
  if (datatype === 'BYTES') return decodeTexts(bytes, count, expectation);
  const expected = count * WIDTH[datatype]!;
  if (bytes.length !== expected) throw sizeFault(expectation, `${bytes.length} bytes`, `${expected}`);
  // A copy: a view could begin at an odd address, and would keep the whole body alive.
  const elements = VIEW[datatype](new Uint8Array(bytes).buffer);
  if (datatype === 'BOOL') assertBooleans(elements as Uint8Array, expectation);
  else if (datatype === 'FP16' || datatype === 'FP32' || datatype === 'FP64')
    assertNumbers(elements as Float32Array, expectation);
  return elements;
};

const sizeFault = ({ name, field }: DataExpectation, actual: string, expected: string): SlipwayError =>
  new SlipwayError('TENSOR_SHAPE', { tensor: name, actual, expected }, { field });

const assertBooleans = (elements: Uint8Array, expectation: DataExpectation): void => {
  for (let index = 0; index < elements.length; index++)
    if (elements[index]! > 1) throw elementFault(expectation, index, 'a BOOL must be 0 or 1');
};

const assertNumbers = (elements: Float32Array, expectation: DataExpectation): void => {
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index]!;
    if (Number.isFinite(element)) continue;
    const taken = Number.isNaN(element) ? expectation.nullable(index) : expectation.verbatim === true;
    if (!taken) throw elementFault(expectation, index, `it must be a finite number, not ${element}`);
  }
};

const decodeTexts = (bytes: Uint8Array, count: number, expectation: DataExpectation): string[] => {
  // Each text has at least its prefix: a larger count is wrong, and must not make a list of its size.
  if (count * PREFIX_BYTES > bytes.length)
    throw sizeFault(expectation, `${bytes.length} bytes`, `at least ${count * PREFIX_BYTES}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + PREFIX_BYTES > buffer.length) throw cutOff(expectation, index);
    const start = at + PREFIX_BYTES;
    at = start + buffer.readUInt32LE(at);
    if (at > buffer.length) throw cutOff(expectation, index);
    texts.push(checkedText(decodeText(buffer.subarray(start, at), index, expectation), index, expectation));
  }
  if (at !== buffer.length)
    throw sizeFault(expectation, `${buffer.length - at} bytes more than its elements`, `${count} elements`);
  return texts;
};

/** The text of one BYTES element. Throws TENSOR_VALUE when it is not UTF-8: a graph works on text. */
export const decodeText = (bytes: Buffer, index: number, expectation: DataExpectation): string => {
  if (!isUtf8(bytes))
    throw elementFault(expectation, index, 'BYTES must be text in UTF-8, because ONNX works on text');
  return bytes.toString('utf8');
};

const cutOff = (expectation: DataExpectation, index: number): SlipwayError =>
  elementFault(expectation, index, 'its length reaches beyond the tensor');

/** The bytes of a tensor as the binary extension carries them; numbers share memory with the tensor. */
export const encodeRawElements = ({ data }: Tensor): Uint8Array => {
  if (!Array.isArray(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let size = 0;
  for (const text of data) size += PREFIX_BYTES + Buffer.byteLength(text);
  const buffer = Buffer.allocUnsafe(size);
  let at = 0;
  for (const text of data) {
    const length = buffer.write(text, at + PREFIX_BYTES);
    buffer.writeUInt32LE(length, at);
    at += PREFIX_BYTES + length;
  }
  return buffer;
};
