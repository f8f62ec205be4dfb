export { ELEMENT_TYPES, type ElementType } from './element-type.ts';
export {
  type DecodedInferRequest,
  decodeInferRequest,
  encodeInferRequest,
  type InferRequestOptions,
} from './infer-request.ts';
export {
  type DecodedInferResponse,
  decodeInferResponse,
  encodeInferResponse,
  type InferResponseHead,
} from './infer-response.ts';
export { parseJson } from './parse-json.ts';
export { decodePredictionRequest } from './prediction-request.ts';
export { rowsToTensors } from './rows-to-tensors.ts';
export { decide, type RowDecision, scoresOf } from './scores.ts';
export { planOf } from './signature-plan.ts';
export { elementCount, type Tensor, type TensorElements } from './tensor.ts';
export { tensorsToRows } from './tensors-to-rows.ts';
