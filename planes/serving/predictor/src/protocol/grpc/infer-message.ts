import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import {
  checkedParameters,
  type DecodedInferRequest,
  decodeRawElements,
  encodeRawElements,
  InferInputs,
  planOf,
  type Tensor,
  wantedOutputs,
} from '@slipway/inference/rows';
import type { InferRequestMessage, InferResponseMessage, Long, Parameters } from './messages.ts';
import { decodeTyped, hasContents } from './typed-elements.ts';

type DecodedInferMessage = Pick<DecodedInferRequest, 'id' | 'rows' | 'tensors' | 'outputs'>;

const invalid = (reason: string, field: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/**
 * Decodes an infer request, whose elements are all raw or all typed. Parameters of the request are ignored; those of a tensor
 * that say that its data is elsewhere, or is wanted in another form, are refused.
 * Throws INVALID_REQUEST, TENSOR_UNKNOWN, TENSOR_MISSING, TENSOR_DATATYPE, TENSOR_SHAPE, TENSOR_VALUE, OUTPUT_UNKNOWN.
 */
export const decodeInferMessage = (
  signature: ModelSignature,
  { id, inputs, outputs, raw_input_contents: raw }: InferRequestMessage,
): DecodedInferMessage => {
  const plan = planOf(signature);
  if (raw.length > 0 && raw.length !== inputs.length)
    throw invalid(
      `raw_input_contents has ${raw.length} entries for ${inputs.length} inputs`,
      'raw_input_contents',
    );
  const collected = new InferInputs(plan, true);
  for (let at = 0; at < inputs.length; at++) {
    const { name, datatype, shape, parameters, contents } = inputs[at]!;
    const field = `inputs[${at}]`;
    checkedParameters(parameters, `${field}.parameters`);
    collected.add({ name, datatype, shape: shape.map(numberOf) }, field, (expectation) => {
      if (raw.length === 0) {
        if (contents === null) throw invalid(`input "${name}" has no contents`, `${field}.contents`);
        return decodeTyped(contents, { ...expectation, field: `${field}.contents` });
      }
      if (hasContents(contents))
        throw invalid(`input "${name}" has contents beside raw_input_contents`, `${field}.contents`);
      return decodeRawElements(raw[at]!, { ...expectation, field: `raw_input_contents[${at}]` });
    });
  }
  const { tensors, rows } = collected.complete();
  const wanted = outputs.map(({ name, parameters }) => ({ name, parameters: plainOf(parameters) }));
  return {
    id: id === '' ? undefined : id,
    rows,
    tensors,
    outputs: wantedOutputs(plan, wanted, undefined).outputs,
  };
};

/** Exact up to 2^53; beyond it no safe integer. */
export const numberOf = ({ low, high }: Long): number => high * 2 ** 32 + (low >>> 0);

const plainOf = (parameters: Parameters): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([key, choice]) => [key, choice[choice.parameter_choice ?? '']]),
  );

/** The answer, always raw: clients read raw elements by the index of their output, and typed ones not at all. */
export const encodeInferMessage = (
  { name, version }: { readonly name: string; readonly version: number },
  id: string | undefined,
  outputs: readonly Tensor[],
): InferResponseMessage => ({
  model_name: name,
  model_version: String(version),
  id: id ?? '',
  outputs: outputs.map(({ name: output, datatype, shape }) => ({ name: output, datatype, shape })),
  raw_output_contents: outputs.map(encodeRawElements),
});
