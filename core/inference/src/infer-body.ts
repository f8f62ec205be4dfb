import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import { InferInputs } from './infer-inputs.ts';
import { type DecodedInferRequest, decodeInferRequest } from './infer-request.ts';
import { parseTensorJson } from './parse-json.ts';
import { planOf } from './signature-plan.ts';
import { elementCount } from './tensor.ts';
import { decodeRawElements, elementWidth } from './tensor-bytes.ts';

const HEADER = 'inference-header-content-length';

const invalid = (reason: string, field: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/**
 * Decodes the body of an infer request, with or without binary tensors, as numeric clients write it: 64-bit integers keep
 * all digits, NaN is a missing value, infinity and NUL go to the graph as they are.
 * @param header value of Inference-Header-Content-Length: bytes of JSON at the start of the (uncompressed) body; '0': the
 * body is the one input of the model and nothing else; undefined: all of it is JSON
 * @throws INVALID_JSON and as `decodeInferRequest`
 */
export const decodeInferBody = (
  signature: ModelSignature,
  body: Uint8Array,
  header?: string | undefined,
): DecodedInferRequest => {
  const lossless = planOf(signature).wideInputs;
  if (header === undefined)
    return decodeInferRequest(signature, parseTensorJson(body, { lossless }), { verbatim: true });
  const length = /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (!(length <= body.length))
    throw invalid(`the header ${HEADER} must be the size of the JSON at the start of the body`, HEADER);
  if (length === 0) return decodeRawBody(signature, body);
  return decodeInferRequest(signature, parseTensorJson(body.subarray(0, length), { lossless }), {
    payload: body.subarray(length),
    verbatim: true,
  });
};

/** A body that is one tensor: its variable dimension follows from its size, and all outputs are answered in binary. */
const decodeRawBody = (signature: ModelSignature, body: Uint8Array): DecodedInferRequest => {
  const plan = planOf(signature);
  const [input, second] = plan.inputs;
  if (input === undefined || second !== undefined)
    throw invalid('a body without JSON needs a model with exactly one input', HEADER);
  const { name, datatype, shape } = input.spec;
  if (shape.filter((dimension) => dimension === -1).length > 1)
    throw invalid('a body without JSON needs an input with at most one variable dimension', HEADER);
  const fixed = elementCount(shape.filter((dimension) => dimension !== -1));
  // Texts tell their length only one by one: one row, as the protocol says.
  const width = elementWidth(datatype);
  const variable = width === undefined ? 1 : Math.max(1, Math.floor(body.length / (fixed * width)));
  const inputs = new InferInputs(plan, true);
  const actual = shape.map((dimension) => (dimension === -1 ? variable : dimension));
  inputs.add({ name, datatype, shape: actual }, 'body', (expectation) =>
    decodeRawElements(body, { ...expectation, field: 'body' }),
  );
  return {
    ...inputs.complete(),
    id: undefined,
    outputs: undefined,
    binaryOutputs: 'all',
    parameters: undefined,
  };
};
