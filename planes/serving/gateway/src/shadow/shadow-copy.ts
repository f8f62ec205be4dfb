import type { SlipwayError } from '@slipway/contracts';
import { decide } from '@slipway/inference/rows';
import { HTTP_STATUS } from '@slipway/platform';
import type { Flow } from '../data-plane/answer-group.ts';
import { askVariant, tensorsFor } from '../data-plane/ask-variant.ts';
import type { RowAnswer } from '../data-plane/prediction-call.ts';
import { readScores } from '../data-plane/read-scores.ts';
import type { RecordedAnswer, RecordedRequest } from '../recording/recorded-request.ts';
import type { RetryBudget } from '../resilience/retry-budget.ts';
import type { AssignedShadow } from '../routing/assigned-shadow.ts';
import type { ServedVariant } from '../routing/served-route.ts';

/** A copy of some rows of an answered request for one shadow. */
export interface ShadowCopy {
  readonly flow: Flow;
  readonly recorded: RecordedRequest;
  readonly shadow: AssignedShadow;
  readonly variant: ServedVariant;
  /** Which rows. */
  readonly indices: readonly number[];
  /** What the client was answered, for every row of the request. */
  readonly answers: readonly RowAnswer[];
}

/**
 * The rows that a shadow is compared on: those that another variant answered. An answer that no model gave says nothing about a
 * model, and a variant that is compared with itself neither.
 */
export const comparableRows = (answers: readonly RowAnswer[], shadow: string): readonly number[] =>
  answers.flatMap(({ variant, predictorMs, cached }, row) =>
    (predictorMs !== null || cached) && variant.name !== shadow ? [row] : [],
  );

/** The part of a recorded request that a shadow saw, as assigned to the shadow. */
export const recordedCopy = (
  { recorded, shadow, indices }: ShadowCopy,
  latencyMs: number,
): RecordedRequest => ({
  ...recorded,
  latencyMs,
  ids: indices.map((row) => recorded.ids[row]!),
  units: indices.map((row) => recorded.units[row]!),
  rows: indices.map((row) => recorded.rows[row]!),
  choices: indices.map(() => shadow.choice),
});

const NOTHING: readonly string[] = [];

const rowOf = (
  { variant, answers }: ShadowCopy,
  row: number,
  said: Pick<
    RecordedAnswer,
    | 'score'
    | 'scores'
    | 'decision'
    | 'threshold'
    | 'status'
    | 'error'
    | 'predictorMs'
    | 'queueMs'
    | 'inferenceMs'
  >,
): RecordedAnswer => ({
  ...said,
  variant,
  rules: NOTHING,
  shadowOf: answers[row]!.variant.name,
  fallback: null,
  cached: false,
});

/** Rows of a shadow that could not answer: what is missing is seen as an error, not left out of the comparison. */
export const failedRows = (copy: ShadowCopy, { kind, code }: SlipwayError): RecordedAnswer[] =>
  copy.indices.map((row) =>
    rowOf(copy, row, {
      score: null,
      scores: null,
      decision: null,
      threshold: null,
      status: HTTP_STATUS[kind],
      error: code,
      predictorMs: null,
      queueMs: null,
      inferenceMs: null,
    }),
  );

/** Asks the shadow, with its own threshold and without rules. Throws what `askVariant` throws, and what its signature does not take. */
export const askShadow = async (copy: ShadowCopy, budget: RetryBudget): Promise<RecordedAnswer[]> => {
  const { flow, variant, indices, recorded } = copy;
  const { call, plan, statistics } = flow;
  const began = performance.now();
  const { outputs, queueMs, inferenceMs } = await askVariant({
    route: call.route,
    variant,
    predictors: variant.shadowPredictors,
    tensors: tensorsFor(call, plan, variant, indices),
    rows: indices.length,
    scoresOnly: true,
    request: recorded.request,
    traceparent: call.traceparent,
    tracestate: call.tracestate ?? null,
    budget,
    once: true,
    remainingMs: variant.timeoutMs,
    timeoutMs: variant.timeoutMs,
    now: began,
    statistics,
  });
  const predictorMs = performance.now() - began;
  const { signature, threshold } = variant;
  return readScores(variant, outputs, indices).map((scores, index) =>
    rowOf(copy, indices[index]!, {
      ...decide(signature, scores, threshold),
      scores,
      threshold: signature.task === 'binary' ? threshold : null,
      status: 200,
      error: null,
      predictorMs,
      queueMs,
      inferenceMs,
    }),
  );
};
