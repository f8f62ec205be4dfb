export { asciiJson } from './ascii-json.ts';
export { ELEMENT_TYPES, type ElementType } from './element-type.ts';
export { encodeInferAnswer, type InferAnswer } from './infer-answer.ts';
export { decodeInferBody } from './infer-body.ts';
export { InferInputs, type InputSource } from './infer-inputs.ts';
export {
  type DecodedInferRequest,
  decodeInferRequest,
  encodeInferRequest,
  type InferRequestContext,
  type InferRequestOptions,
} from './infer-request.ts';
export {
  type DecodedInferResponse,
  decodeInferResponse,
  encodeInferResponse,
  type InferResponseHead,
} from './infer-response.ts';
export { joinTensors, partTensors } from './join-tensors.ts';
export { parseJson, parseTensorJson, type TensorJsonOptions } from './parse-json.ts';
export { decodePredictionRequest } from './prediction-request.ts';
export { rowsToTensors } from './rows-to-tensors.ts';
export { isBatchable, scoreRows } from './score-rows.ts';
export { decide, type RowDecision, scoresOf } from './scores.ts';
export { planOf } from './signature-plan.ts';
export { allocateElements, elementCount, type Tensor, type TensorElements } from './tensor.ts';
export { decodeRawElements, decodeText, encodeRawElements } from './tensor-bytes.ts';
export { checkedText, type DataExpectation, decodeElements, elementFault } from './tensor-json.ts';
export { tensorsToRows } from './tensors-to-rows.ts';
export type { WantedOutputs } from './wanted-outputs.ts';
export { checkedParameters, wantedOutputs } from './wanted-outputs.ts';
export { assertSamples, type Scorer, warmUp } from './warm-up.ts';
