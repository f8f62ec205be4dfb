import { type PredictionResponse, SlipwayError } from '@slipway/contracts';
import { decodePredictionRequest, parseJson, rowsToTensors } from '@slipway/inference/rows';
import type { Future } from '@slipway/platform';
import type { AnsweredCall } from '../data-plane/prediction-call.ts';
import type { Predictions } from '../data-plane/predictions.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { ServedRoute } from '../routing/served-route.ts';
import { fallbackOf, rulesOf } from './answer-summary.ts';
import { type Inbound, PREDICTION_ID_HEADER } from './inbound.ts';
import { inboundCall } from './inbound-call.ts';
import type { PredictionReply } from './infer-door.ts';

const responseOf = (
  { endpoint, parametersRevision }: ServedRoute,
  answered: AnsweredCall,
): PredictionResponse => {
  const { ids, answers, choices } = answered;
  const { variant } = answers[0]!;
  return {
    endpoint,
    variant: variant.name,
    model: variant.model,
    version: variant.version,
    release: variant.release,
    parametersRevision,
    experiment: choices[0]!.experiment,
    rules: [...rulesOf(answered)],
    fallback: fallbackOf(answered),
    predictions: answers.map(({ score, scores, decision, variant: { name } }, row) => ({
      id: ids[row]!,
      score,
      scores: scores as number[],
      decision,
      variant: name,
    })),
  };
};

/** POST /v1/endpoints/{endpoint}/predictions: rows of named features. Throws or fails with ENDPOINT_UNKNOWN and what `Predictions` throws. */
export const answerRows = (
  { routes }: RouteTable,
  predictions: Predictions,
  { endpoint }: { readonly endpoint: string },
  inbound: Inbound,
): Future<PredictionReply> => {
  const route = routes.get(endpoint);
  if (!route) throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint }, { field: 'endpoint' });
  const { rows, unit } = decodePredictionRequest(parseJson(inbound.body));
  const call = inboundCall(route, inbound, {
    version: null,
    mayMix: true,
    scoresOnly: true,
    decode: (signature) => ({ rows, unit, tensors: rowsToTensors(signature, rows) }),
  });
  return predictions.answer(call, (answered) => ({
    status: 200,
    body: JSON.stringify(responseOf(route, answered)),
    headers: [PREDICTION_ID_HEADER, answered.request],
    copy: answered.copy,
  }));
};
