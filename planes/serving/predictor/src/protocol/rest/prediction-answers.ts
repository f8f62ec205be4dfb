import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import {
  decodeInferBody,
  decodePredictionRequest,
  encodeInferAnswer,
  parseJson,
} from '@slipway/inference/rows';
import type { DataPlane, InferAnswer, InferOptions, ScoredAnswer } from '../../data-plane.ts';
import { withTimeout } from '../caller.ts';
import { jsonAnswer, type RestAnswer } from './rest-answer.ts';
import { asInstanceError, predictionOf, rowsOfInstances } from './v1-instances.ts';

/** A request for predictions. */
export interface PredictionCall {
  readonly body: Uint8Array;
  /** Header Inference-Header-Content-Length as it came; undefined: none. */
  readonly jsonLength: string | undefined;
  readonly limits: InferOptions;
  /** Filled in on the way, for the log of a failure. */
  readonly note: { request?: string | undefined };
}

const OCTETS = 'application/octet-stream';

/** Milliseconds in the queue and in runs, for whoever logs the prediction, and its id when it was logged here. */
const facts = ({ queueMs, inferenceMs, logged }: Omit<InferAnswer, 'outputs'>): string[] => {
  const timing = `${Math.round(queueMs * 1000) / 1000},${Math.round(inferenceMs * 1000) / 1000}`;
  const headers = ['X-Slipway-Timing', timing];
  if (logged !== undefined) headers.push('X-Slipway-Prediction-Id', logged.request);
  return headers;
};

/** Open Inference Protocol v2. Throws what `decodeInferBody`, the data plane and `encodeInferAnswer` throw. */
export const answerInfer = async (plane: DataPlane, call: PredictionCall): Promise<RestAnswer> => {
  const begun = performance.now();
  try {
    const {
      id,
      tensors,
      rows,
      outputs: wanted,
      binaryOutputs,
      parameters,
    } = decodeInferBody(plane.signature, call.body, call.jsonLength);
    const read = performance.now();
    call.note.request = id;
    const limits = withTimeout(call.limits, parameters?.timeout, read);
    const answered = await plane.infer(tensors, rows, wanted, limits);
    const { outputs, queueMs, inferenceMs } = answered;
    const computed = performance.now();
    const { name, version } = plane.released;
    const head = { modelName: name, modelVersion: String(version), id };
    const { body, jsonLength } = encodeInferAnswer(head, outputs, binaryOutputs);
    const ended = performance.now();
    plane.statistics.succeeded(rows, {
      totalMs: ended - begun,
      queueMs,
      inputMs: read - begun,
      inferenceMs,
      outputMs: ended - computed,
    });
    const headers = facts(answered);
    if (jsonLength === undefined) return { status: 200, body, ascii: true, headers };
    headers.push('Inference-Header-Content-Length', String(jsonLength));
    return { status: 200, body, type: OCTETS, headers };
  } catch (error) {
    plane.statistics.failed(performance.now() - begun);
    throw error;
  }
};

/**
 * Plain rows. The threshold belongs to the endpoint, so that they come back with scores and without a decision.
 * Throws INVALID_JSON, INVALID_REQUEST, FEATURE_* and what the data plane throws.
 */
export const answerRows = (plane: DataPlane, call: PredictionCall): Promise<RestAnswer> => {
  const { name, version, release } = plane.released;
  return scored(plane, call, {
    rowsOf: (body) => decodePredictionRequest(body).rows,
    answerOf: (predictions) => ({ model: name, version, release, predictions }),
  });
};

/** KServe V1. Throws like `answerRows`. */
export const answerInstances = async (plane: DataPlane, call: PredictionCall): Promise<RestAnswer> => {
  try {
    return await scored(plane, call, {
      rowsOf: (body) => rowsOfInstances(plane.signature, body),
      answerOf: (predictions) => ({
        predictions: predictions.map((prediction) => predictionOf(plane.signature, prediction)),
      }),
    });
  } catch (error) {
    throw error instanceof SlipwayError ? asInstanceError(error) : error;
  }
};

interface RowForm {
  rowsOf(body: unknown): Parameters<DataPlane['score']>[0];
  answerOf(predictions: ScoredAnswer['predictions']): object;
}

const scored = async (plane: DataPlane, call: PredictionCall, form: RowForm): Promise<RestAnswer> => {
  const begun = performance.now();
  try {
    const rows = form.rowsOf(parseJson(call.body));
    const read = performance.now();
    const answered = await plane.score(rows, call.limits);
    const { predictions, queueMs, inferenceMs } = answered;
    const computed = performance.now();
    const answer = jsonAnswer(form.answerOf(predictions));
    const ended = performance.now();
    plane.statistics.succeeded(rows.length, {
      totalMs: ended - begun,
      queueMs,
      inputMs: read - begun,
      inferenceMs,
      outputMs: ended - computed,
    });
    return { ...answer, headers: facts(answered) };
  } catch (error) {
    plane.statistics.failed(performance.now() - begun);
    throw error;
  }
};
