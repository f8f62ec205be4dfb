import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import {
  decodeInferRequest,
  encodeInferResponse,
  parseJson,
  type Tensor,
  tensorsToRows,
} from '@slipway/inference/rows';
import type { AnsweredCall } from '../data-plane/prediction-call.ts';
import type { Predictions } from '../data-plane/predictions.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { ServedRoute } from '../routing/served-route.ts';
import { type Inbound, PREDICTION_ID_HEADER, type Reply } from './inbound.ts';

/** As in the schema of PredictionRequest. */
const MAX_UNIT_LENGTH = 500;

/** The unit key of an infer request is its parameter `unit`. */
const unitOf = (body: unknown): string | undefined => {
  const parameters = (body as { parameters?: { unit?: unknown } } | null)?.parameters;
  const unit = parameters?.unit;
  if (unit === undefined) return undefined;
  if (typeof unit !== 'string' || unit.length === 0 || unit.length > MAX_UNIT_LENGTH) {
    const reason = `parameters.unit must be text of 1 to ${MAX_UNIT_LENGTH} characters`;
    throw new SlipwayError('INVALID_REQUEST', { reason }, { field: 'parameters.unit' });
  }
  return unit;
};

const pick = (outputs: readonly Tensor[], wanted: readonly string[] | undefined): readonly Tensor[] =>
  wanted === undefined
    ? outputs
    : wanted.flatMap((name) => outputs.find((output) => output.name === name) ?? []);

/** The protocol's answer, with what Slipway adds as parameters. */
const encodeAnswer = (
  { endpoint, parametersRevision }: ServedRoute,
  { ids, variant, experiment }: AnsweredCall,
  { id, outputs }: { id: string | undefined; outputs: readonly Tensor[] },
): string => {
  const head = { modelName: endpoint, modelVersion: String(variant.version), id };
  const parameters = {
    prediction_id: ids.join(','),
    variant: variant.name,
    release: variant.release,
    parameters_revision: parametersRevision,
    ...(experiment === null ? {} : { experiment }),
  };
  // The encoder of the protocol knows no parameters; its answer is an object that takes one more key.
  return `${encodeInferResponse(head, outputs).slice(0, -1)},"parameters":${JSON.stringify(parameters)}}`;
};

/** POST /v2/models/{endpoint}/infer: the Open Inference Protocol, JSON tensors. Throws MODEL_UNKNOWN and what `Predictions` throws. */
export const answerInfer = async (
  { routes }: RouteTable,
  predictions: Predictions,
  endpoint: string,
  { body, headers, at, started }: Inbound,
): Promise<Reply> => {
  const route = routes.get(endpoint);
  if (!route) throw new SlipwayError('MODEL_UNKNOWN', { model: endpoint }, { field: 'model' });
  const json = parseJson(body);
  let id: string | undefined;
  let wanted: readonly string[] | undefined;
  const decode = (signature: ModelSignature) => {
    const decoded = decodeInferRequest(signature, json);
    id = decoded.id;
    wanted = decoded.outputs;
    return { rows: tensorsToRows(signature, decoded.tensors), tensors: decoded.tensors };
  };
  const answered = await predictions.answer({ route, unit: unitOf(json), headers, decode, at, started });
  return {
    status: 200,
    body: encodeAnswer(route, answered, { id, outputs: pick(answered.outputs, wanted) }),
    headers: [PREDICTION_ID_HEADER, answered.request],
  };
};
