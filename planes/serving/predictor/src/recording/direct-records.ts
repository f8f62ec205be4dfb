import type { PredictionRecord, Row } from '@slipway/contracts';
import { decide, scoresOf, type Tensor } from '@slipway/inference';
import { loggedMs, loggedScores, predictionIds } from '@slipway/platform';
import type { ReleasedModel } from '../loading/released-model.ts';

/** In place of a variant's name, which only a gateway knows; no variant can be called so. */
export const DIRECT_VARIANT = '(direct)';

/** A request that came from no gateway. */
export interface DirectRequest {
  readonly id: string;
  readonly rows: readonly Row[];
  /** Arrival, milliseconds since the epoch. */
  readonly at: number;
  /** Trace id of its trace context; null: none came. */
  readonly trace: string | null;
  /** From the data plane's call to its answer, ms. */
  readonly latencyMs: number;
}

/** What became of it. */
export interface DirectResult {
  readonly status: number;
  /** Code of the error; null: it was answered. */
  readonly error: string | null;
  /** With the score of the signature; without it, or when it is no number, the rows are logged without a score. */
  readonly outputs: readonly Tensor[];
  /** Parts of the latency, ms; null when it was not answered. */
  readonly queueMs: number | null;
  readonly inferenceMs: number | null;
}

/** The rows of the prediction log that a direct request makes: with the request's id when it is one, else `<request>.<i>`. */
export const directRecords = (
  { endpoint, name: model, version, release, releaseDigest, model: { signature } }: ReleasedModel,
  predictor: string,
  { id: request, rows, at, trace, latencyMs: wholeMs }: DirectRequest,
  { status, error, outputs, ...times }: DirectResult,
): PredictionRecord[] => {
  const allScores = error === null ? knownScores(() => scoresOf(signature, outputs)) : undefined;
  const latencyMs = loggedMs(wholeMs);
  const queueMs = loggedMs(times.queueMs);
  const inferenceMs = loggedMs(times.inferenceMs);
  const ids = predictionIds(request, rows.length);
  return rows.map((inputs, index) => {
    const scores = allScores?.[index];
    // The threshold belongs to the endpoint: only a decision that needs none is known here.
    const decided = scores && decide(signature, scores, 0.5);
    return {
      kind: 'prediction',
      id: ids[index]!,
      request,
      at,
      endpoint,
      variant: DIRECT_VARIANT,
      assigned: DIRECT_VARIANT,
      experiment: null,
      model,
      version,
      release,
      releaseDigest,
      parametersRevision: 0,
      rules: [],
      assignment: 'direct',
      propensity: null,
      shadowOf: null,
      unit: null,
      inputs,
      score: decided?.score ?? null,
      scores: loggedScores(scores),
      decision: signature.task === 'multiclass' ? (decided?.decision ?? null) : null,
      threshold: null,
      status,
      error,
      fallback: null,
      cached: false,
      weight: 1,
      latencyMs,
      predictorMs: latencyMs,
      queueMs,
      inferenceMs,
      trace,
      gateway: predictor,
    };
  });
};

/** A model may answer NaN: the client gets it as the protocol says it, the log has no number for it. */
const knownScores = (read: () => number[][]): number[][] | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
