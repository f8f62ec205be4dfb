import { type Datatype, SlipwayError } from '@slipway/contracts';
import {
  allocateElements,
  checkedText,
  type DataExpectation,
  decodeText,
  elementCount,
  elementFault,
  type TensorElements,
} from '@slipway/inference/rows';
import type { Long, TensorContents } from './messages.ts';

type ListName = keyof TensorContents;

/** The list that holds the elements of a datatype; half floats have none. */
const LIST: Readonly<Record<Datatype, ListName | undefined>> = {
  BOOL: 'bool_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  FP16: undefined,
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
};
const LISTS: readonly ListName[] = [...new Set(Object.values(LIST))].filter((list) => list !== undefined);

/** Whether any element is there at all. */
export const hasContents = (contents: TensorContents | null): contents is TensorContents =>
  contents !== null && LISTS.some((list) => contents[list].length > 0);

/**
 * Typed elements from the list of the datatype. Throws INVALID_REQUEST for FP16, which travels raw only, and for elements in
 * another list; TENSOR_SHAPE on another number of elements; TENSOR_VALUE on what the datatype or the signature does not take.
 */
export const decodeTyped = (contents: TensorContents, given: DataExpectation): TensorElements => {
  const { datatype } = given.element;
  const list = listOf(contents, given);
  const expectation = { ...given, field: `${given.field}.${list}` };
  const count = elementCount(given.shape);
  const { length } = contents[list];
  if (length !== count)
    throw new SlipwayError(
      'TENSOR_SHAPE',
      { tensor: given.name, actual: `${length} elements in ${list}`, expected: `${count} elements` },
      { field: expectation.field },
    );
  if (list === 'bytes_contents')
    return contents[list].map((bytes, index) => textOf(bytes, index, expectation));
  if (list === 'int64_contents' || list === 'uint64_contents') return wideElements(contents[list], datatype);
  const elements = allocateElements(datatype, count) as Float32Array;
  const values = contents[list] as readonly number[];
  for (let index = 0; index < count; index++) elements[index] = numberAt(values, index, expectation);
  return elements;
};

/** The one list that may be filled. */
const listOf = (
  contents: TensorContents,
  { name, element: { datatype }, field }: DataExpectation,
): ListName => {
  const list = LIST[datatype];
  if (list === undefined)
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `input "${name}" is ${datatype}, which travels in raw_input_contents only` },
      { field },
    );
  const other = LISTS.find((each) => each !== list && contents[each].length > 0);
  if (other === undefined) return list;
  throw new SlipwayError(
    'INVALID_REQUEST',
    { reason: `input "${name}" is ${datatype}, whose elements belong into ${list}, not ${other}` },
    { field: `${field}.${other}` },
  );
};

const textOf = (bytes: Uint8Array, index: number, expectation: DataExpectation): string =>
  checkedText(decodeText(bytes as Buffer, index, expectation), index, expectation);

/** What the wire calls an integer fits 32 bits and may be too large for the datatype; floats may be no number. */
const numberAt = (values: readonly number[], index: number, expectation: DataExpectation): number => {
  const { min, max, holds, integer, expected } = expectation.element;
  const value = Number(values[index]);
  if (holds === 'boolean' || (value >= min && value <= max)) return value;
  const taken = integer
    ? false
    : Number.isNaN(value)
      ? expectation.nullable(index)
      : expectation.verbatim === true;
  if (taken) return value;
  throw elementFault(expectation, index, `it must be ${expected}`);
};

/** Half by half: a number would lose digits, and a bigint for each element would cost more than the rest. */
const wideElements = (values: readonly Long[], datatype: Datatype): TensorElements => {
  const elements = allocateElements(datatype, values.length) as BigInt64Array;
  const halves = new Int32Array(elements.buffer);
  for (let index = 0; index < values.length; index++) {
    halves[2 * index] = values[index]!.low;
    halves[2 * index + 1] = values[index]!.high;
  }
  return elements;
};
