import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import {
  asciiJson,
  type DecodedInferRequest,
  decodeInferBody,
  encodeInferAnswer,
  type Tensor,
  tensorsToRows,
} from '@slipway/inference/rows';
import type { Future } from '@slipway/platform';
import { outputTensors } from '../data-plane/output-tensors.ts';
import type { AnsweredCall } from '../data-plane/prediction-call.ts';
import type { Predictions } from '../data-plane/predictions.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';
import { fallbackOf, rulesOf } from './answer-summary.ts';
import { type Inbound, PREDICTION_ID_HEADER, type Reply } from './inbound.ts';
import { inboundCall } from './inbound-call.ts';

/** The answer to a prediction request, with the copies that are to be sent after it. */
export type PredictionReply = Omit<Reply, 'after'> & { readonly copy: AnsweredCall['copy'] };

/** As in the schema of PredictionRequest. */
const MAX_UNIT_LENGTH = 500;
const JSON_LENGTH_HEADER = 'inference-header-content-length';
const OCTETS = 'application/octet-stream';

/** The unit key of an infer request is its parameter `unit`. */
const unitOf = ({ parameters }: DecodedInferRequest): string | undefined => {
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

/** The part of the parameters that is the same in every answer of a variant, as JSON without its braces. */
const constantsOf = (
  { parametersRevision }: ServedRoute,
  { name, release }: ServedVariant,
  experiment: string | null,
): string =>
  asciiJson(
    JSON.stringify({
      variant: name,
      release,
      parameters_revision: parametersRevision,
      ...(experiment === null ? {} : { experiment }),
    }),
  ).slice(1, -1);

/** Of the last answer of each variant; a variant belongs to one revision of its route. */
const constants = new WeakMap<ServedVariant, { readonly experiment: string | null; readonly json: string }>();

const keptConstants = (route: ServedRoute, variant: ServedVariant, experiment: string | null): string => {
  let kept = constants.get(variant);
  if (!kept || kept.experiment !== experiment) {
    kept = { experiment, json: constantsOf(route, variant, experiment) };
    constants.set(variant, kept);
  }
  return kept.json;
};

/** What Slipway adds to the answer of the protocol, as JSON in ASCII. */
const parametersOf = (route: ServedRoute, answered: AnsweredCall): string => {
  const { ids, answers, choices } = answered;
  const rules = rulesOf(answered);
  const fallback = fallbackOf(answered);
  const always = keptConstants(route, answers[0]!.variant, choices[0]!.experiment);
  const fired = rules.length === 0 ? '' : `,"rules":${asciiJson(JSON.stringify(rules.join(',')))}`;
  const standIn = fallback === null ? '' : `,"fallback":"${fallback}"`;
  // Ids are of hexadecimal digits.
  return `{"prediction_id":"${ids.join(',')}",${always}${fired}${standIn}}`;
};

const replyOf = (
  route: ServedRoute,
  answered: AnsweredCall,
  asked: DecodedInferRequest | null,
): PredictionReply => {
  const { variant } = answered.answers[0]!;
  const head = {
    modelName: route.endpoint,
    modelVersion: String(variant.version),
    id: asked?.id,
    parameters: parametersOf(route, answered),
  };
  const outputs = pick(outputTensors(answered), asked?.outputs);
  const { body, jsonLength } = encodeInferAnswer(head, outputs, asked?.binaryOutputs);
  const headers = [PREDICTION_ID_HEADER, answered.request];
  const { copy } = answered;
  return jsonLength === undefined
    ? { status: 200, body, ascii: true, headers, copy }
    : {
        status: 200,
        body,
        type: OCTETS,
        headers: [...headers, JSON_LENGTH_HEADER, String(jsonLength)],
        copy,
      };
};

/**
 * POST /v2/models/{endpoint}[/versions/{version}]/infer: the Open Inference Protocol, JSON and binary tensors. Throws or fails with
 * MODEL_UNKNOWN, what addresses a variant throws, and what `Predictions` throws.
 */
export const answerInfer = (
  { routes }: RouteTable,
  predictions: Predictions,
  { endpoint, version }: { readonly endpoint: string; readonly version: string | null },
  inbound: Inbound,
): Future<PredictionReply> => {
  const route = routes.get(endpoint);
  if (!route) throw new SlipwayError('MODEL_UNKNOWN', { model: endpoint }, { field: 'model' });
  const jsonLength = inbound.headers[JSON_LENGTH_HEADER] as string | undefined;
  let asked: DecodedInferRequest | null = null;
  const decode = (signature: ModelSignature) => {
    const decoded = decodeInferBody(signature, inbound.body, jsonLength);
    const { tensors } = decoded;
    asked ??= decoded;
    return { rows: tensorsToRows(signature, tensors), tensors, unit: unitOf(decoded) };
  };
  return predictions.answer(
    inboundCall(route, inbound, { version, mayMix: false, scoresOnly: false, decode }),
    (answered) => replyOf(route, answered, asked),
  );
};
