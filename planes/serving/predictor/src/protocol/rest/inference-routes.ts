import { type ModelMetadata, type ServerMetadata, SlipwayError } from '@slipway/contracts';
import {
  decodeInferRequest,
  decodePredictionRequest,
  encodeInferResponse,
  parseJson,
} from '@slipway/inference/rows';
import type { DataPlane } from '../../data-plane.ts';
import type { RouteMatch } from './route-match.ts';

/** What the doors may know of the predictor. */
export interface Readiness {
  /** Name of the model that should be here; undefined until it is known. */
  readonly model: string | undefined;
  readonly version: number | undefined;
  readonly release: string | undefined;
  readonly artifact: string | undefined;
  readonly state: 'starting' | 'ready' | 'refused' | 'draining';
  /** Why it is not ready; undefined when it is. */
  readonly reason: string | undefined;
  /** The error code of a refusal. */
  readonly code: string | undefined;
  /** Answers even while draining; undefined when no model is loaded. */
  readonly plane: DataPlane | undefined;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: string;
}

export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
}

/** ONNX as the protocol's text names it. */
const PLATFORM = 'onnx_onnxv1';

const json = (value: unknown, status = 200): RestAnswer => ({ status, body: JSON.stringify(value) });

/** Answers every route but health of processes that is not about the model's content; `body` is read for POST only. */
export const answerRoute = async (
  match: RouteMatch,
  readiness: Readiness,
  server: ServerIdentity,
  body: Uint8Array,
): Promise<RestAnswer> => {
  switch (match.kind) {
    case 'health-live':
    case 'server-live':
      return json({ live: true });
    case 'health-ready':
      return json(readyAnswer(readiness), readiness.state === 'ready' ? 200 : 503);
    case 'server-ready':
      return json({ ready: readiness.state === 'ready' }, readiness.state === 'ready' ? 200 : 503);
    case 'server-metadata':
      return json({ ...server, extensions: [] } satisfies ServerMetadata);
    case 'model-list':
      return json({ models: readiness.model === undefined ? [] : [readiness.model] });
    case 'predict':
      return predict(planeOf(readiness), body);
    default:
      return answerModelRoute(match, readiness, body);
  }
};

const readyAnswer = ({ state, reason, code, model, version, release, artifact }: Readiness) => ({
  ready: state === 'ready',
  state,
  ...(reason === undefined ? {} : { reason }),
  ...(code === undefined ? {} : { code }),
  model,
  version,
  release,
  artifact,
});

const answerModelRoute = async (
  { kind, model, version }: Extract<RouteMatch, { model: string }>,
  readiness: Readiness,
  body: Uint8Array,
): Promise<RestAnswer> => {
  const known = model === readiness.model && (version === undefined || version === String(readiness.version));
  if (!known)
    throw new SlipwayError(
      'MODEL_UNKNOWN',
      { model: version === undefined ? model : `${model} version ${version}` },
      { field: 'model' },
    );
  if (kind === 'model-ready') {
    const ready = readiness.state === 'ready';
    return json({ name: model, ready }, ready ? 200 : 503);
  }
  const plane = planeOf(readiness);
  return kind === 'infer' ? infer(plane, body) : json(metadataOf(plane));
};

const planeOf = ({ plane, model, reason }: Readiness): DataPlane => {
  if (plane !== undefined) return plane;
  const why = reason?.replace(/\.$/, '') ?? 'it is not loaded';
  throw new SlipwayError('MODEL_NOT_READY', { model: model ?? 'unknown', reason: why });
};

const metadataOf = ({ released, signature }: DataPlane): ModelMetadata => ({
  name: released.name,
  versions: [String(released.version)],
  platform: PLATFORM,
  inputs: signature.inputs,
  outputs: signature.outputs,
});

const infer = async (plane: DataPlane, body: Uint8Array): Promise<RestAnswer> => {
  const request = decodeInferRequest(plane.signature, parseJson(body));
  const outputs = await plane.infer(request.tensors, request.rows, request.outputs);
  const { name, version } = plane.released;
  return {
    status: 200,
    body: encodeInferResponse({ modelName: name, modelVersion: String(version), id: request.id }, outputs),
  };
};

/** The threshold belongs to the endpoint, so that rows come back with scores and without a decision. */
const predict = async (plane: DataPlane, body: Uint8Array): Promise<RestAnswer> => {
  const predictions = await plane.score(decodePredictionRequest(parseJson(body)).rows);
  const { name, version, release } = plane.released;
  return json({ model: name, version, release, predictions });
};
