import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import { nameOfValue } from './element-type.ts';
import { InferInputs } from './infer-inputs.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { planOf } from './signature-plan.ts';
import type { Tensor } from './tensor.ts';
import { decodeRawElements } from './tensor-bytes.ts';
import { decodeElements, encodeTensor } from './tensor-json.ts';
import { checkedParameters, type WantedOutputs, wantedOutputs } from './wanted-outputs.ts';

/** An infer request of the Open Inference Protocol v2, checked against the signature. */
export interface DecodedInferRequest extends WantedOutputs {
  /** To be repeated in the answer; undefined when the client gave none. */
  readonly id: string | undefined;
  /** Rows of the request: the common first dimension. */
  readonly rows: number;
  /** All inputs of the graph, in the order of the signature. */
  readonly tensors: readonly Tensor[];
  /** Parameters of the request as they came; undefined when there are none. */
  readonly parameters: JsonObject | undefined;
}

export interface InferRequestContext {
  /** The bytes after the JSON, of which each input with `binary_data_size` takes the next; absent: there are none. */
  readonly payload?: Uint8Array | undefined;
  /** As `DataExpectation` says; default false. */
  readonly verbatim?: boolean;
}

const invalid = (reason: string, field?: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/**
 * Decodes the parsed JSON of an infer request. null stands for a missing value where the feature is optional.
 * Throws INVALID_REQUEST, TENSOR_UNKNOWN, TENSOR_MISSING, TENSOR_DATATYPE, TENSOR_SHAPE, TENSOR_VALUE, OUTPUT_UNKNOWN; the
 * field is a path such as `inputs[0].data`.
 */
export const decodeInferRequest = (
  signature: ModelSignature,
  body: unknown,
  { payload, verbatim = false }: InferRequestContext = {},
): DecodedInferRequest => {
  const plan = planOf(signature);
  if (!isJsonObject(body)) throw invalid(`the body must be an object, not ${nameOfValue(body)}`);
  const { id, inputs, outputs } = body;
  if (id !== undefined && typeof id !== 'string') throw invalid('id must be text', 'id');
  if (!Array.isArray(inputs)) throw invalid('inputs must be a list of tensors', 'inputs');
  const collected = new InferInputs(plan, verbatim);
  let taken = 0;
  for (let at = 0; at < inputs.length; at++)
    taken = addInput(collected, inputs[at], `inputs[${at}]`, payload, taken);
  if (payload !== undefined && taken !== payload.length)
    throw invalid(`${payload.length - taken} bytes follow the last binary tensor`, 'inputs');
  const { tensors, rows } = collected.complete();
  const parameters = checkedParameters(body.parameters, 'parameters');
  const { outputs: wanted, binaryOutputs } = wantedOutputs(plan, outputs, parameters);
  return { id, rows, tensors, outputs: wanted, binaryOutputs, parameters };
};

/** Adds one input, and returns how far the payload is taken then. */
const addInput = (
  collected: InferInputs,
  input: unknown,
  field: string,
  payload: Uint8Array | undefined,
  from: number,
): number => {
  if (!isJsonObject(input)) throw invalid(`${field} must be an object, not ${nameOfValue(input)}`, field);
  const { data } = input;
  const parameters = checkedParameters(input.parameters, `${field}.parameters`);
  const size = parameters?.binary_data_size;
  if (size === undefined) {
    collected.add(input as { name: unknown; datatype: unknown; shape: unknown }, field, (expectation) => {
      if (data === undefined) throw invalid(`${field}.data is missing`, `${field}.data`);
      return decodeElements(data, expectation);
    });
    return from;
  }
  const path = `${field}.parameters.binary_data_size`;
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw invalid(`${path} must be a size in bytes`, path);
  if (data !== undefined) throw invalid(`${field} has data and binary_data_size`, `${field}.data`);
  if (payload === undefined)
    throw invalid('a binary tensor needs the header Inference-Header-Content-Length', path);
  const end = from + (size as number);
  if (end > payload.length) throw invalid(`${path} reaches beyond the body`, path);
  collected.add(input as { name: unknown; datatype: unknown; shape: unknown }, field, (expectation) =>
    decodeRawElements(payload.subarray(from, end), expectation),
  );
  return end;
};

export interface InferRequestOptions {
  readonly id?: string | undefined;
  /** Wanted outputs; absent: all. */
  readonly outputs?: readonly string[] | undefined;
}

/** The JSON text of an infer request. Throws TENSOR_VALUE on infinity. */
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
