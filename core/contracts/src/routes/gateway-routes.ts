import { z } from 'zod';
import { Name } from '../identifier.ts';
import { InferRequest, InferResponse } from '../inference-protocol.ts';
import { OutcomesRequest, OutcomesResponse, PredictionRequest, PredictionResponse } from '../prediction.ts';
import { ServedEndpoint } from '../process-status.ts';
import { defineRoute } from '../route.ts';

const endpoint = z.strictObject({ endpoint: Name });

/** What clients call. Open on loopback; with SLIPWAY_GATEWAY_KEY_FILE they need that key. The hot path does not go through these schemas. */
export const gatewayRoutes = {
  predict: defineRoute({
    id: 'predict',
    method: 'POST',
    path: '/v1/endpoints/:endpoint/predictions',
    summary: 'Predict rows of named features',
    roles: 'public',
    params: endpoint,
    body: PredictionRequest,
    response: PredictionResponse,
  }),
  infer: defineRoute({
    id: 'infer',
    method: 'POST',
    path: '/v2/models/:endpoint/infer',
    summary: 'Open Inference Protocol v2',
    roles: 'public',
    params: endpoint,
    body: InferRequest,
    response: InferResponse,
  }),
  sendOutcomes: defineRoute({
    id: 'sendOutcomes',
    method: 'POST',
    path: '/v1/outcomes',
    summary: 'Send the ground truth of predictions',
    roles: 'public',
    body: OutcomesRequest,
    response: OutcomesResponse,
  }),
  servedEndpoints: defineRoute({
    id: 'servedEndpoints',
    method: 'GET',
    path: '/v1/endpoints',
    summary: 'Endpoints as this gateway serves them',
    roles: 'public',
    response: z.array(ServedEndpoint),
  }),
};
