import { SlipwayError } from '@slipway/contracts';
import { asciiJson } from './ascii-json.ts';
import { ELEMENT_TYPES, type ElementType, nameOfMisfit, nameOfValue } from './element-type.ts';
import { quoted } from './quoted.ts';
import { allocateElements, elementCount, type Tensor, type TensorElements } from './tensor.ts';

/** What is expected of the data of one JSON tensor. */
export interface DataExpectation {
  readonly name: string;
  readonly element: ElementType;
  readonly shape: readonly number[];
  /** Whether null at an element stands for a missing value (NaN or ''). */
  readonly nullable: (index: number) => boolean;
  /** Infinity and text with NUL are taken as they are; absent: refused, as rows refuse them. */
  readonly verbatim?: boolean;
  /** The field that errors name. */
  readonly field: string;
}

/** Typed elements of `data`, nested as `shape` says or flat. Throws TENSOR_SHAPE, TENSOR_VALUE. */
export const decodeElements = (data: unknown, expectation: DataExpectation): TensorElements => {
  const { shape, name, field } = expectation;
  if (!Array.isArray(data)) {
    throw new SlipwayError(
      'TENSOR_SHAPE',
      { tensor: name, actual: `data that is ${nameOfValue(data)}`, expected: 'a list' },
      { field },
    );
  }
  const flat = shape.length > 1 && Array.isArray(data[0]) ? flatten(data, expectation) : data;
  const count = elementCount(shape);
  if (flat.length !== count) throw countMismatch(expectation, `${flat.length} elements`, `${count}`);
  const elements = allocateElements(expectation.element.datatype, count);
  fill(elements, flat, expectation);
  return elements;
};

const countMismatch = ({ name, field }: DataExpectation, actual: string, expected: string): SlipwayError =>
  new SlipwayError('TENSOR_SHAPE', { tensor: name, actual, expected }, { field });

/** Sizes are checked level by level, so that nothing larger than the request itself is ever made. */
const flatten = (data: readonly unknown[], expectation: DataExpectation): unknown[] => {
  const { shape } = expectation;
  let level: readonly unknown[] = data;
  let expected = 1;
  for (let depth = 0; depth < shape.length; depth++) {
    expected *= shape[depth]!;
    if (level.length !== expected)
      throw countMismatch(expectation, `${level.length} elements at depth ${depth}`, `${expected}`);
    if (depth === shape.length - 1) break;
    const next: unknown[] = [];
    for (const list of level) {
      if (!Array.isArray(list) || list.length !== shape[depth + 1]) {
        const actual = Array.isArray(list) ? `a list of ${list.length}` : nameOfValue(list);
        throw countMismatch(expectation, `${actual} at depth ${depth + 1}`, `a list of ${shape[depth + 1]}`);
      }
      for (const value of list) next.push(value);
    }
    level = next;
  }
  return level as unknown[];
};

const fill = (elements: TensorElements, data: readonly unknown[], expectation: DataExpectation): void => {
  const { holds, wide, min, max, integer } = expectation.element;
  const numbers = elements as Float32Array;
  for (let index = 0; index < data.length; index++) {
    const value = data[index];
    if (holds === 'number') {
      if (
        typeof value === 'number' &&
        value >= min &&
        value <= max &&
        (!integer || Number.isInteger(value))
      ) {
        if (wide) (elements as BigInt64Array)[index] = BigInt(value);
        else numbers[index] = value;
      } else elements[index] = unusualNumber(value, index, expectation);
    } else if (holds === 'text') {
      if (typeof value === 'string') elements[index] = checkedText(value, index, expectation);
      else assertMissing(value, index, expectation);
    } else if (typeof value === 'boolean') {
      numbers[index] = value ? 1 : 0;
    } else {
      assertMissing(value, index, expectation);
    }
  }
};

/** What a value that is no number within the range stands for all the same: a wide integer, infinity, a missing number. */
const unusualNumber = (value: unknown, index: number, expectation: DataExpectation): number | bigint => {
  const { integer, wide, wideMin, wideMax, min, max } = expectation.element;
  if (typeof value === 'bigint') {
    if (wide && value >= wideMin && value <= wideMax) return value;
    if (!integer && value >= min && value <= max) return Number(value);
  } else if (!integer && expectation.verbatim === true && (value === Infinity || value === -Infinity))
    return value;
  assertMissing(value, index, expectation);
  return Number.NaN;
};

const assertMissing = (value: unknown, index: number, expectation: DataExpectation): void => {
  if (value === null && expectation.nullable(index)) return;
  const { element } = expectation;
  throw elementFault(
    expectation,
    index,
    `it must be ${element.expected}, not ${nameOfMisfit(value, element)}`,
  );
};

/** The text itself. Throws TENSOR_VALUE on NUL, which no text that a person means has, unless it is taken verbatim. */
export const checkedText = (text: string, index: number, expectation: DataExpectation): string => {
  if (expectation.verbatim === true || !text.includes('\0')) return text;
  throw elementFault(expectation, index, 'text must not contain NUL');
};

/** TENSOR_VALUE at one element. */
export const elementFault = ({ name, field }: DataExpectation, index: number, reason: string): SlipwayError =>
  new SlipwayError('TENSOR_VALUE', { tensor: name, index, reason }, { field });

/** The JSON of a tensor up to its data. */
export const tensorHead = ({ name, datatype, shape }: Tensor): string =>
  `{"name":${quoted(name)},"shape":[${shape.join(',')}],"datatype":"${datatype}",`;

/**
 * A tensor as JSON of the Open Inference Protocol in ASCII, data flat. NaN becomes null, the missing value.
 * Throws TENSOR_VALUE on infinity, which JSON cannot say.
 */
export const encodeTensor = (tensor: Tensor): string =>
  `${tensorHead(tensor)}"data":[${encodeElements(tensor)}]}`;

const encodeElements = ({ name, datatype, data }: Tensor): string => {
  const { holds, integer } = ELEMENT_TYPES[datatype];
  let text = '';
  for (let index = 0; index < data.length; index++) {
    const element = data[index]!;
    if (index > 0) text += ',';
    if (holds === 'text') text += asciiJson(JSON.stringify(element));
    else if (holds === 'boolean') text += element ? 'true' : 'false';
    else text += integer || Number.isFinite(element) ? element : missing(element as number, name, index);
  }
  return text;
};

const missing = (element: number, tensor: string, index: number): string => {
  if (Number.isNaN(element)) return 'null';
  const reason = `it is ${element}, which JSON cannot say; ask for this output with binary_data`;
  throw new SlipwayError('TENSOR_VALUE', { tensor, index, reason }, { field: tensor });
};
