import { encodeInferResponse, type InferResponseHead } from './infer-response.ts';
import type { Tensor } from './tensor.ts';
import { encodeRawElements } from './tensor-bytes.ts';
import { encodeTensor, tensorHead } from './tensor-json.ts';
import type { WantedOutputs } from './wanted-outputs.ts';

/** An infer response as it goes over the wire. */
export interface InferAnswer {
  /** Text is ASCII. */
  readonly body: string | Uint8Array;
  /** Bytes of JSON at the start of the body, for the header Inference-Header-Content-Length; undefined: all is JSON. */
  readonly jsonLength: number | undefined;
}

/** Writes an infer response, the outputs that `binary` names behind the JSON. Throws TENSOR_VALUE on infinity in JSON. */
export const encodeInferAnswer = (
  head: InferResponseHead,
  outputs: readonly Tensor[],
  binary: WantedOutputs['binaryOutputs'],
): InferAnswer => {
  if (binary === undefined) return { body: encodeInferResponse(head, outputs), jsonLength: undefined };
  const payload: Uint8Array[] = [];
  const encoded = outputs.map((tensor) => {
    if (binary !== 'all' && !binary.has(tensor.name)) return encodeTensor(tensor);
    const bytes = encodeRawElements(tensor);
    payload.push(bytes);
    return `${tensorHead(tensor)}"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  const json = Buffer.from(encodeInferResponse(head, encoded));
  return { body: Buffer.concat([json, ...payload]), jsonLength: json.length };
};
