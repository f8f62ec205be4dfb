import { type PredictionResponse, SlipwayError } from '@slipway/contracts';
import { decodePredictionRequest, parseJson, rowsToTensors } from '@slipway/inference/rows';
import type { Predictions } from '../data-plane/predictions.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { type Inbound, PREDICTION_ID_HEADER, type Reply } from './inbound.ts';

/** POST /v1/endpoints/{endpoint}/predictions: rows of named features. Throws ENDPOINT_UNKNOWN and what `Predictions` throws. */
export const answerRows = async (
  { routes }: RouteTable,
  predictions: Predictions,
  endpoint: string,
  { body, headers, at, started }: Inbound,
): Promise<Reply> => {
  const route = routes.get(endpoint);
  if (!route) throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint }, { field: 'endpoint' });
  const { rows, unit } = decodePredictionRequest(parseJson(body));
  const { request, ids, variant, experiment, scores, decisions } = await predictions.answer({
    route,
    unit,
    headers,
    decode: (signature) => ({ rows, tensors: rowsToTensors(signature, rows) }),
    at,
    started,
  });
  const response: PredictionResponse = {
    endpoint,
    variant: variant.name,
    model: variant.model,
    version: variant.version,
    release: variant.release,
    parametersRevision: route.parametersRevision,
    experiment,
    predictions: ids.map((id, index) => ({ id, scores: [...scores[index]!], ...decisions[index]! })),
  };
  return { status: 200, body: JSON.stringify(response), headers: [PREDICTION_ID_HEADER, request] };
};
