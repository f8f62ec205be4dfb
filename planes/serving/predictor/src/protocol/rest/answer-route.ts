import { type ServerMetadata, SlipwayError } from '@slipway/contracts';
import { parseJson } from '@slipway/inference/rows';
import { METRICS_TYPE, metricsText } from '@slipway/platform';
import type { Readiness } from '../../readiness.ts';
import { predictorMetrics } from '../../statistics/predictor-metrics.ts';
import {
  assertKnown,
  isReady,
  modelMetadata,
  modelStatistics,
  planeOf,
  repositoryIndex,
} from '../model-answers.ts';
import { modelConfig } from '../model-config.ts';
import type { ServerIdentity } from '../server-identity.ts';
import { answerInfer, answerInstances, answerRows, type PredictionCall } from './prediction-answers.ts';
import { jsonAnswer, type RestAnswer } from './rest-answer.ts';
import type { RouteMatch } from './route-match.ts';

const EXTENSIONS = ['binary_tensor_data', 'model_configuration', 'statistics', 'model_repository'];

/** Answers every route; of `call` only what is posted is read. Throws or rejects with SlipwayErrors. */
export const answerRoute = (
  match: RouteMatch,
  readiness: Readiness,
  server: ServerIdentity,
  call: PredictionCall,
): RestAnswer | Promise<RestAnswer> => {
  const ready = readiness.state === 'ready';
  switch (match.kind) {
    case 'alive':
      return jsonAnswer({ status: 'alive' });
    case 'health-live':
    case 'server-live':
      return jsonAnswer({ live: true });
    case 'health-ready':
      return jsonAnswer(readyAnswer(readiness), ready ? 200 : 503);
    case 'server-ready':
      return jsonAnswer({ ready }, ready ? 200 : 503);
    case 'server-metadata':
      return jsonAnswer({ ...server, extensions: EXTENSIONS } satisfies ServerMetadata);
    case 'model-list':
    case 'v1-list':
      return jsonAnswer({ models: readiness.model === undefined ? [] : [readiness.model] });
    case 'all-stats': {
      const { plane } = readiness;
      return jsonAnswer({ model_stats: plane === undefined ? [] : [modelStatistics(plane)] });
    }
    case 'repository-index':
      return jsonAnswer(repositoryIndex(readiness, wantsReadyOnly(call.body)));
    case 'metrics':
      return { status: 200, body: metricsText(predictorMetrics(readiness)), type: METRICS_TYPE };
    case 'predict':
      return answerRows(planeOf(readiness), call);
    default:
      return answerModelRoute(match, readiness, call);
  }
};

const readyAnswer = ({
  state,
  reason,
  code,
  model,
  version,
  release,
  artifact,
  next,
  grpcAddress,
}: Readiness) => ({
  ready: state === 'ready',
  state,
  ...(reason === undefined ? {} : { reason }),
  ...(code === undefined ? {} : { code }),
  model,
  version,
  release,
  artifact,
  ...(next === undefined ? {} : { next }),
  ...(grpcAddress === undefined ? {} : { grpcAddress }),
});

/** Clients that want everything send nothing at all. */
const wantsReadyOnly = (body: Uint8Array): boolean => {
  if (body.length === 0) return false;
  const request = parseJson(body) as { ready?: unknown } | null;
  return request?.ready === true;
};

const answerModelRoute = (
  { kind, model, version }: Extract<RouteMatch, { model: string }>,
  readiness: Readiness,
  call: PredictionCall,
): RestAnswer | Promise<RestAnswer> => {
  if (kind === 'load' || kind === 'unload')
    throw new SlipwayError('REPOSITORY_FIXED', { model, action: kind });
  if (kind === 'model-ready' || kind === 'v1-model') {
    const ready = isReady(readiness, model, version);
    return jsonAnswer({ name: model, ready }, ready ? 200 : 503);
  }
  assertKnown(readiness, model, version);
  const plane = planeOf(readiness);
  switch (kind) {
    case 'infer':
      return answerInfer(plane, call);
    case 'v1-predict':
      return answerInstances(plane, call);
    case 'model-config':
      return jsonAnswer(modelConfig(plane));
    case 'model-stats':
      return jsonAnswer({ model_stats: [modelStatistics(plane)] });
    case 'model-metadata':
      return jsonAnswer(modelMetadata(plane));
  }
};
