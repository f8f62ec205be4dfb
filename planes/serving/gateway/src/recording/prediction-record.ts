import type { PredictionRecord } from '@slipway/contracts';
import type { LogPlan } from './log-plan.ts';
import type { RecordedAnswer, RecordedRequest } from './recorded-request.ts';

/** Thousandths of a millisecond are noise, and cost bytes in every row. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

const roundedOrNull = (milliseconds: number | null): number | null =>
  milliseconds === null ? null : rounded(milliseconds);

/** With two classes or with none the score says it all. */
const LEAST_SCORES = 3;

/** The rows of the prediction log that one request makes, one per answer. */
export const predictionRecords = (
  gateway: string,
  recorded: RecordedRequest,
  answers: readonly RecordedAnswer[],
  plan: LogPlan,
): PredictionRecord[] => {
  const { request, route, at, ids, units, rows, choices, trace } = recorded;
  const latencyMs = rounded(recorded.latencyMs);
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
      scores: scores !== null && scores.length >= LEAST_SCORES ? scores : null,
      decision: answer.decision,
      threshold: answer.threshold,
      status: answer.status,
      error: answer.error,
      fallback: answer.fallback,
      cached: answer.cached,
      weight: plan.weight,
      latencyMs,
      predictorMs: roundedOrNull(answer.predictorMs),
      queueMs: roundedOrNull(answer.queueMs),
      inferenceMs: roundedOrNull(answer.inferenceMs),
      trace,
      gateway,
    };
  });
};
