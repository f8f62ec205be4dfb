import { SlipwayError } from '@slipway/contracts';
import type { InferOptions } from '../../data-plane.ts';
import type { Readiness } from '../../readiness.ts';
import { withTimeout } from '../caller.ts';
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
import { decodeInferMessage, encodeInferMessage, numberOf } from './infer-message.ts';
import type {
  InferRequestMessage,
  InferResponseMessage,
  Long,
  ModelRequestMessage,
  RepositoryIndexMessage,
  RepositoryModelMessage,
} from './messages.ts';

export interface AnswerContext {
  readonly identity: ServerIdentity;
  readonly readiness: () => Readiness;
}

/** The answer to one message; thrown SlipwayErrors become statuses. */
// biome-ignore lint/suspicious/noExplicitAny: the wire decides what arrives; each answer names the message it takes
export type Answer = (message: any, limits: InferOptions) => object | Promise<object>;

const EXTENSIONS = ['model_configuration', 'statistics', 'model_repository'];

/** The answers of the inference service to single messages, by the name of the method. */
export const inferenceAnswers = ({ identity, readiness }: AnswerContext): Record<string, Answer> => ({
  ServerLive: () => ({ live: true }),
  ServerReady: () => ({ ready: readiness().state === 'ready' }),
  ModelReady: ({ name, version }: ModelRequestMessage) => ({
    ready: isReady(readiness(), name, versionOf(version)),
  }),
  ServerMetadata: () => ({ ...identity, extensions: EXTENSIONS }),
  ModelMetadata: (message: ModelRequestMessage) => modelMetadata(heldPlane(readiness(), message)),
  ModelConfig: (message: ModelRequestMessage) => ({ config: modelConfig(heldPlane(readiness(), message)) }),
  ModelStatistics: (message: ModelRequestMessage) => {
    const now = readiness();
    // Without a name it is about all models, also when there is none yet.
    if (message.name === '')
      return { model_stats: now.plane === undefined ? [] : [modelStatistics(now.plane)] };
    return { model_stats: [modelStatistics(heldPlane(now, message))] };
  },
  ModelInfer: (message: InferRequestMessage, limits) => answerInfer(readiness(), message, limits),
  RepositoryIndex: ({ ready }: RepositoryIndexMessage) => ({ models: repositoryIndex(readiness(), ready) }),
  RepositoryModelLoad: (message: RepositoryModelMessage) => refuseRepository(message, 'load'),
  RepositoryModelUnload: (message: RepositoryModelMessage) => refuseRepository(message, 'unload'),
});

/**
 * Throws MODEL_UNKNOWN, MODEL_NOT_READY, what `decodeInferMessage` and what the data plane throws. The parameter
 * `prediction_id` of the answer is there when the prediction was logged here.
 */
export const answerInfer = async (
  readiness: Readiness,
  message: InferRequestMessage,
  limits: InferOptions,
): Promise<InferResponseMessage> => {
  const begun = performance.now();
  const plane = heldPlane(readiness, { name: message.model_name, version: message.model_version });
  try {
    const { id, tensors, rows, outputs: wanted } = decodeInferMessage(plane.signature, message);
    const read = performance.now();
    const timed = withTimeout(limits, timeoutOf(message), read);
    const { outputs, queueMs, inferenceMs, logged } = await plane.infer(tensors, rows, wanted, timed);
    const computed = performance.now();
    const answer = encodeInferMessage(plane.released, id, outputs);
    const ended = performance.now();
    const [totalMs, inputMs, outputMs] = [ended - begun, read - begun, ended - computed];
    plane.statistics.succeeded(rows, { totalMs, queueMs, inputMs, inferenceMs, outputMs });
    if (logged === undefined) return answer;
    return { ...answer, parameters: { prediction_id: { string_param: logged.request } } };
  } catch (error) {
    plane.statistics.failed(performance.now() - begun);
    throw error;
  }
};

/** An empty version leaves the choice to the server. */
const versionOf = (version: string): string | undefined => (version === '' ? undefined : version);

const heldPlane = (readiness: Readiness, { name, version }: ModelRequestMessage) => {
  assertKnown(readiness, name, versionOf(version));
  return planeOf(readiness);
};

/** Microseconds; undefined when the client sets none. */
const timeoutOf = ({ parameters }: InferRequestMessage): number | undefined => {
  const timeout = parameters.timeout?.int64_param as Long | undefined;
  return timeout === undefined ? undefined : numberOf(timeout);
};

const refuseRepository = (
  { model_name, repository_name }: RepositoryModelMessage,
  action: 'load' | 'unload',
): never => {
  throw new SlipwayError('REPOSITORY_FIXED', { model: model_name || repository_name, action });
};
