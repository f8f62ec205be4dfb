import { type ModelSignature, SlipwayError, type TensorSpec } from '@slipway/contracts';
import { asciiJson } from './ascii-json.ts';
import { ELEMENT_TYPES } from './element-type.ts';
import type { JsonObject } from './json-object.ts';
import { quoted } from './quoted.ts';
import { planOf } from './signature-plan.ts';
import type { Tensor } from './tensor.ts';
import { decodeElements, encodeTensor } from './tensor-json.ts';

/** An infer response of the Open Inference Protocol v2, checked against the signature. */
export interface DecodedInferResponse {
  readonly modelName: string | undefined;
  readonly modelVersion: string | undefined;
  readonly id: string | undefined;
  /** The outputs that came, in the order they came. null elements of floating tensors are NaN. */
  readonly outputs: readonly Tensor[];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Decodes the parsed JSON of an infer response; outputs that the signature does not name are left out.
 * Throws PREDICTOR_FAILED, with the name given as `variant`, when the answer breaks the protocol or the signature.
 */
export const decodeInferResponse = (
  signature: ModelSignature,
  body: unknown,
  variant = 'unknown',
): DecodedInferResponse => {
  const specs = planOf(signature).outputs;
  const { outputs, model_name, model_version, id } = (body ?? {}) as JsonObject;
  if (!Array.isArray(outputs)) throw failed(variant, 'the answer has no outputs');
  return {
    modelName: text(model_name),
    modelVersion: text(model_version),
    id: text(id),
    outputs: outputs.flatMap((output: unknown) => {
      const tensor = (output ?? {}) as JsonObject;
      const spec = specs.get(tensor.name as string);
      return spec === undefined ? [] : [decodeOutput(spec, tensor, variant)];
    }),
  };
};

const decodeOutput = (spec: TensorSpec, { datatype, shape, data }: JsonObject, variant: string): Tensor => {
  if (datatype !== spec.datatype)
    throw failed(variant, `output "${spec.name}" is ${datatype}, not ${spec.datatype}`);
  const fits =
    Array.isArray(shape) &&
    shape.every(
      (dimension, axis) =>
        Number.isSafeInteger(dimension) && [-1, dimension].includes(spec.shape[axis] ?? -1),
    );
  if (!fits) throw failed(variant, `output "${spec.name}" has no usable shape`);
  try {
    const element = ELEMENT_TYPES[spec.datatype];
    const nullable = () => element.holds === 'number' && !element.integer;
    const expectation = { name: spec.name, element, shape, nullable, field: spec.name, verbatim: true };
    const elements = decodeElements(data, expectation);
    return { name: spec.name, datatype: spec.datatype, shape, data: elements };
  } catch (error) {
    throw failed(variant, (error as Error).message, error);
  }
};

const failed = (variant: string, reason: string, cause?: unknown): SlipwayError =>
  new SlipwayError('PREDICTOR_FAILED', { variant, reason }, cause === undefined ? {} : { cause });

export interface InferResponseHead {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id?: string | undefined;
  /** What the server adds to the protocol's answer: a JSON object in ASCII, see `asciiJson`. */
  readonly parameters?: string | undefined;
}

/** An infer response as JSON in ASCII; an output that is text already is taken as it is. Throws TENSOR_VALUE on infinity. */
export const encodeInferResponse = (
  { modelName, modelVersion, id, parameters }: InferResponseHead,
  outputs: readonly (Tensor | string)[],
): string => {
  const echo = id === undefined ? '' : `,"id":${asciiJson(JSON.stringify(id))}`;
  const extra = parameters === undefined ? '' : `,"parameters":${parameters}`;
  let encoded = '';
  for (const output of outputs) {
    if (encoded !== '') encoded += ',';
    encoded += typeof output === 'string' ? output : encodeTensor(output);
  }
  return `{"model_name":${quoted(modelName)},"model_version":${quoted(modelVersion)}${echo}${extra},"outputs":[${encoded}]}`;
};
