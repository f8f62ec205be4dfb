import { DATATYPES, type ModelSignature, SlipwayError } from '@slipway/contracts';
import { nameOfValue } from './element-type.ts';
import { type InputPlan, planOf, type SignaturePlan } from './signature-plan.ts';
import type { Tensor } from './tensor.ts';
import { decodeElements, encodeTensor } from './tensor-json.ts';

/** An infer request of the Open Inference Protocol v2, checked against the signature. */
export interface DecodedInferRequest {
  /** To be repeated in the answer; undefined when the client gave none. */
  readonly id: string | undefined;
  /** Rows of the request: the common first dimension. */
  readonly rows: number;
  /** All inputs of the graph, in the order of the signature. */
  readonly tensors: readonly Tensor[];
  /** Wanted outputs in the order asked; undefined: all. */
  readonly outputs: readonly string[] | undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (reason: string, field?: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/**
 * Decodes the parsed JSON of an infer request. null stands for a missing value where the feature is optional.
 * Throws INVALID_REQUEST, TENSOR_UNKNOWN, TENSOR_MISSING, TENSOR_DATATYPE, TENSOR_SHAPE, TENSOR_VALUE, OUTPUT_UNKNOWN; the
 * field is a path such as `inputs[0].data`.
 */
export const decodeInferRequest = (signature: ModelSignature, body: unknown): DecodedInferRequest => {
  const plan = planOf(signature);
  if (!isObject(body)) throw invalid(`the body must be an object, not ${nameOfValue(body)}`);
  const { id, inputs, outputs } = body;
  if (id !== undefined && typeof id !== 'string') throw invalid('id must be text', 'id');
  if (!Array.isArray(inputs)) throw invalid('inputs must be a list of tensors', 'inputs');
  const tensors = new Array<Tensor | undefined>(plan.inputs.length).fill(undefined);
  for (let at = 0; at < inputs.length; at++) decodeInput(plan, inputs[at], at, tensors);
  const missing = tensors.indexOf(undefined);
  if (missing >= 0)
    throw new SlipwayError(
      'TENSOR_MISSING',
      { tensor: plan.inputs[missing]!.spec.name },
      { field: 'inputs' },
    );
  const complete = tensors as Tensor[];
  return {
    id: id as string | undefined,
    rows: commonRows(complete, inputs as JsonObject[]),
    tensors: complete,
    outputs: decodeOutputs(plan, outputs),
  };
};

const decodeInput = (
  plan: SignaturePlan,
  input: unknown,
  at: number,
  tensors: (Tensor | undefined)[],
): void => {
  const field = `inputs[${at}]`;
  if (!isObject(input)) throw invalid(`${field} must be an object, not ${nameOfValue(input)}`, field);
  const { name, datatype, shape, data, parameters } = input;
  if (typeof name !== 'string') throw invalid(`${field}.name must be text`, `${field}.name`);
  const index = plan.inputIndex.get(name);
  if (index === undefined)
    throw new SlipwayError('TENSOR_UNKNOWN', { tensor: name }, { field: `${field}.name` });
  if (tensors[index] !== undefined) throw invalid(`input "${name}" is given twice`, `${field}.name`);
  const { spec, columns } = plan.inputs[index]!;
  if (datatype !== spec.datatype) {
    const actual = (DATATYPES as readonly unknown[]).includes(datatype) ? datatype : nameOfDatatype(datatype);
    throw new SlipwayError(
      'TENSOR_DATATYPE',
      { tensor: name, expected: spec.datatype, actual },
      { field: `${field}.datatype` },
    );
  }
  assertShape(plan.inputs[index]!, shape, `${field}.shape`);
  if (data === undefined) {
    const why =
      isObject(parameters) && 'binary_data_size' in parameters ? ': binary tensors are not supported' : '';
    throw invalid(`${field}.data is missing${why}`, `${field}.data`);
  }
  tensors[index] = {
    name,
    datatype: spec.datatype,
    shape: shape as number[],
    data: decodeElements(data, {
      name,
      element: plan.inputs[index]!.element,
      shape: shape as number[],
      nullable: (element) => columns[element % columns.length]?.optional ?? false,
      field: `${field}.data`,
    }),
  };
};

const nameOfDatatype = (datatype: unknown): string =>
  typeof datatype === 'string' ? 'an unknown datatype' : nameOfValue(datatype);

const assertShape: (input: InputPlan, shape: unknown, field: string) => asserts shape is number[] = (
  { spec },
  shape,
  field,
) => {
  const wanted = spec.shape;
  let fits = Array.isArray(shape) && shape.length === wanted.length;
  for (let axis = 0; fits && axis < wanted.length; axis++) {
    const dimension: unknown = (shape as unknown[])[axis];
    fits =
      Number.isSafeInteger(dimension) &&
      (dimension as number) > 0 &&
      (wanted[axis] === -1 || wanted[axis] === dimension);
  }
  if (fits) return;
  const printable =
    Array.isArray(shape) && shape.length <= 8 && shape.every((each) => typeof each === 'number');
  const actual = printable ? `[${shape.join(', ')}]` : nameOfValue(shape);
  const expected = `[${wanted.join(', ')}] with at least one row`;
  throw new SlipwayError('TENSOR_SHAPE', { tensor: spec.name, actual, expected }, { field });
};

const commonRows = (tensors: readonly Tensor[], inputs: readonly JsonObject[]): number => {
  const rows = tensors[0]!.shape[0]!;
  for (const tensor of tensors) {
    if (tensor.shape[0] !== rows) {
      const at = inputs.findIndex(({ name }) => name === tensor.name);
      throw new SlipwayError(
        'TENSOR_SHAPE',
        {
          tensor: tensor.name,
          actual: `[${tensor.shape.join(', ')}]`,
          expected: `${rows} rows as in "${tensors[0]!.name}"`,
        },
        { field: `inputs[${at}].shape` },
      );
    }
  }
  return rows;
};

const decodeOutputs = (plan: SignaturePlan, outputs: unknown): string[] | undefined => {
  if (outputs === undefined) return undefined;
  if (!Array.isArray(outputs)) throw invalid('outputs must be a list', 'outputs');
  if (outputs.length === 0) return undefined;
  const wanted = new Set<string>();
  outputs.forEach((output: unknown, at) => {
    const name = isObject(output) ? output.name : undefined;
    const field = `outputs[${at}].name`;
    if (typeof name !== 'string') throw invalid(`${field} must be text`, field);
    if (!plan.outputs.has(name)) throw new SlipwayError('OUTPUT_UNKNOWN', { output: name }, { field });
    // Repeated names would let a small request ask for an answer of any size.
    if (wanted.has(name)) throw invalid(`output "${name}" is asked for twice`, field);
    wanted.add(name);
  });
  return [...wanted];
};

export interface InferRequestOptions {
  readonly id?: string | undefined;
  /** Wanted outputs; absent: all. */
  readonly outputs?: readonly string[] | undefined;
}

/** The JSON text of an infer request. */
export const encodeInferRequest = (
  tensors: readonly Tensor[],
  { id, outputs }: InferRequestOptions = {},
): string => {
  const head = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  const wanted =
    outputs === undefined ? '' : `,"outputs":${JSON.stringify(outputs.map((name) => ({ name })))}`;
  let inputs = '';
  for (const tensor of tensors) inputs += (inputs === '' ? '' : ',') + encodeTensor(tensor);
  return `{${head}"inputs":[${inputs}]${wanted}}`;
};
