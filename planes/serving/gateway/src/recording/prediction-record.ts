import type { PredictionRecord } from '@slipway/contracts';
import { loggedMs, loggedScores } from '@slipway/platform';
import type { LogPlan } from './log-plan.ts';
import type { RecordedAnswer, RecordedRequest } from './recorded-request.ts';

/** The rows of the prediction log that one request makes, one per answer. */
export const predictionRecords = (
  gateway: string,
  recorded: RecordedRequest,
  answers: readonly RecordedAnswer[],
  plan: LogPlan,
): PredictionRecord[] => {
  const { request, route, at, ids, units, rows, choices, trace } = recorded;
  const latencyMs = loggedMs(recorded.latencyMs);
  return answers.map((answer, index) => {
    const { variant, scores } = answer;
    const choice = choices[index];
    return {
      kind: 'prediction',
      id: ids[index] ?? request,
      request,
      at,
      endpoint: route.endpoint,
      variant: variant.name,
      assigned: choice?.variant ?? variant.name,
      experiment: choice?.experiment ?? null,
      model: variant.model,
      version: variant.version,
      release: variant.release,
      releaseDigest: variant.releaseDigest,
      parametersRevision: route.parametersRevision,
      rules: answer.rules,
      assignment: choice?.reason ?? 'active',
      propensity: choice?.propensity ?? null,
      shadowOf: answer.shadowOf,
      unit: plan.unitOf(units[index] ?? null),
      inputs: plan.inputsOf(rows[index] ?? {}),
      score: answer.score,
      scores: loggedScores(scores),
      decision: answer.decision,
      threshold: answer.threshold,
      status: answer.status,
      error: answer.error,
      fallback: answer.fallback,
      cached: answer.cached,
      weight: plan.weight,
      latencyMs,
      predictorMs: loggedMs(answer.predictorMs),
      queueMs: loggedMs(answer.queueMs),
      inferenceMs: loggedMs(answer.inferenceMs),
      trace,
      gateway,
    };
  });
};
