import { type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import { nameOfMisfit, nameOfValue } from './element-type.ts';
import { type Column, planOf, type SignaturePlan } from './signature-plan.ts';
import { allocateElements, type Tensor, type TensorElements } from './tensor.ts';

/**
 * Rows as the input tensors of the graph, in the order of the signature. Missing values become the feature's
 * default, or NaN or '' when it is optional.
 * Throws FEATURE_MISSING, FEATURE_UNKNOWN, FEATURE_TYPE with the field as `rows[3].distance`, INVALID_REQUEST when a row is
 * no object, INVALID_SIGNATURE_FILE.
 */
export const rowsToTensors = (signature: ModelSignature, rows: readonly Row[]): Tensor[] => {
  const plan = planOf(signature);
  for (let row = 0; row < rows.length; row++) assertKnown(plan, rows[row], row);
  const data = plan.inputs.map(({ element, columns }) =>
    allocateElements(element.datatype, rows.length * columns.length),
  );
  for (const column of plan.columns) fill(column, rows, data[column.input]!);
  return plan.inputs.map(({ spec }, index) => ({
    name: spec.name,
    datatype: spec.datatype,
    shape: [rows.length, ...spec.shape.slice(1)],
    data: data[index]!,
  }));
};

const assertKnown = ({ featureNames }: SignaturePlan, row: unknown, index: number): void => {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `rows[${index}] must be an object of features, not ${nameOfValue(row)}` },
      { field: `rows[${index}]` },
    );
  }
  for (const name in row) {
    if (!featureNames.has(name)) {
      throw new SlipwayError(
        'FEATURE_UNKNOWN',
        { feature: name, row: index },
        { field: `rows[${index}].${name}` },
      );
    }
  }
};

const fill = (column: Column, rows: readonly Row[], data: TensorElements): void => {
  if (column.kind === 'category') fillTexts(column, rows, data as string[]);
  else if (column.kind === 'boolean') fillBooleans(column, rows, data);
  else if (column.element.wide) fillWide(column, rows, data as BigInt64Array);
  else fillNumbers(column, rows, data as Float32Array);
};

const fillTexts = (column: Column, rows: readonly Row[], data: string[]): void => {
  const { name, offset, stride } = column;
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]![name];
    if (typeof value === 'string') {
      if (value.includes('\0')) throw nulFault(name, row);
      data[offset + row * stride] = value;
    } else data[offset + row * stride] = missingElement(column, rows[row]!, row) as string;
  }
};

/** No text that a person means has NUL; to take it would only hide a fault of the caller. */
const nulFault = (feature: string, row: number): SlipwayError =>
  new SlipwayError(
    'FEATURE_TYPE',
    { feature, row, expected: 'text without NUL', actual: 'text with NUL' },
    { field: `rows[${row}].${feature}` },
  );

const fillBooleans = (column: Column, rows: readonly Row[], data: TensorElements): void => {
  const { name, offset, stride, element } = column;
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]![name];
    const index = offset + row * stride;
    if (value === true) data[index] = element.wide ? 1n : 1;
    else if (value === false) data[index] = element.wide ? 0n : 0;
    else data[index] = missingElement(column, rows[row]!, row);
  }
};

const fillWide = (column: Column, rows: readonly Row[], data: BigInt64Array): void => {
  const { name, offset, stride, element } = column;
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]![name];
    if (Number.isInteger(value) && (value as number) >= element.min && (value as number) <= element.max)
      data[offset + row * stride] = BigInt(value as number);
    else data[offset + row * stride] = missingElement(column, rows[row]!, row) as bigint;
  }
};

const fillNumbers = (column: Column, rows: readonly Row[], data: Float32Array): void => {
  const { name, offset, stride } = column;
  const { min, max, integer } = column.element;
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]![name];
    if (typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value))) {
      data[offset + row * stride] = value;
    } else {
      data[offset + row * stride] = missingElement(column, rows[row]!, row) as number;
    }
  }
};

/** The value did not fit: what stands for it when it is a permitted absence, else it is refused. */
const missingElement = (
  { name, kind, missing, element }: Column,
  row: Row,
  index: number,
): NonNullable<Column['missing']> => {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  const absent = value === undefined || value === null;
  if (missing !== undefined && (absent || (kind === 'number' && Number.isNaN(value)))) return missing;
  const field = `rows[${index}].${name}`;
  if (absent) throw new SlipwayError('FEATURE_MISSING', { feature: name, row: index }, { field });
  const expected = kind === 'boolean' ? 'true or false' : element.expected;
  const actual = kind === 'boolean' ? nameOfValue(value) : nameOfMisfit(value, element);
  throw new SlipwayError('FEATURE_TYPE', { feature: name, row: index, expected, actual }, { field });
};
