import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { decide } from '@slipway/inference/rows';
import { Future } from '@slipway/platform';
import type { GatewayStatistics } from '../recording/statistics.ts';
import type { ServedVariant } from '../routing/served-route.ts';
import { askVariant, tensorsFor, type VariantAnswer } from './ask-variant.ts';
import type { EndpointGate } from './endpoint-gates.ts';
import { mayStandIn, ownTimeMs, type StandIn, standInFor } from './fallback-plan.ts';
import { fixedAnswer } from './fixed-answer.ts';
import { firedOn, type PlannedRows } from './planned-rows.ts';
import type { AnsweredPart, PredictionCall, RowAnswer } from './prediction-call.ts';
import { readScores } from './read-scores.ts';

/** A request on its way through the data plane. */
export interface Flow {
  readonly call: PredictionCall;
  readonly request: string;
  readonly plan: PlannedRows;
  readonly gate: EndpointGate;
  readonly statistics: GatewayStatistics;
}

/** Some rows, answered together. */
export interface AnsweredGroup {
  /** In the order of the rows that were asked for. */
  readonly answers: readonly RowAnswer[];
  /** Null when no model answered. */
  readonly part: AnsweredPart | null;
}

interface Asked {
  readonly flow: Flow;
  readonly indices: readonly number[];
  readonly fallback: 'variant' | null;
  /** Of the whole request, milliseconds from its start. */
  readonly untilMs: number;
}

const askModel = (asked: Asked, variant: ServedVariant): Future<AnsweredGroup> => {
  const { indices, untilMs } = asked;
  const { call, request, plan, gate, statistics } = asked.flow;
  const began = performance.now();
  return askVariant({
    route: call.route,
    variant,
    predictors: variant.predictors,
    tensors: tensorsFor(call, plan, variant, indices),
    rows: indices.length,
    scoresOnly: call.scoresOnly,
    request,
    traceparent: call.traceparent,
    tracestate: call.tracestate ?? null,
    span: call.trail.span,
    budget: gate.budgetOf(variant.name),
    once: false,
    remainingMs: untilMs - (began - call.started),
    now: began,
    timeoutMs: Math.round(untilMs),
    cache: gate.cache,
    statistics,
  }).then((said) => groupOf(asked, variant, said, performance.now() - began));
};

const groupOf = (
  { flow: { plan }, indices, fallback }: Asked,
  variant: ServedVariant,
  { outputs, queueMs, inferenceMs, predictor }: VariantAnswer,
  tookMs: number,
): AnsweredGroup => {
  const cached = predictor === null;
  const predictorMs = cached ? null : tookMs;
  const { signature, threshold } = variant;
  const scores = readScores(variant, outputs, indices);
  const answers = indices.map((row, index): RowAnswer => {
    const { score, decision } = decide(signature, scores[index]!, threshold);
    return {
      variant,
      score,
      scores: scores[index]!,
      decision,
      threshold: signature.task === 'binary' ? threshold : null,
      rules: firedOn(plan, row),
      shadowOf: null,
      status: 200,
      error: null,
      fallback,
      cached,
      overruled: false,
      predictorMs,
      queueMs,
      inferenceMs,
    };
  });
  return { answers, part: { variant, indices, outputs } };
};

const declared = (
  { plan }: Flow,
  variant: ServedVariant,
  standIn: Extract<StandIn, { answer: unknown }>,
  indices: readonly number[],
): AnsweredGroup => ({
  answers: indices.map((row) =>
    fixedAnswer(standIn.answer, { variant, rules: firedOn(plan, row), fallback: 'answer' }),
  ),
  part: null,
});

/**
 * The answers of a variant to some rows, with its threshold; when it cannot answer, those of the endpoint's fallback, within the
 * same deadline. Fails with what `askVariant` throws, for the variant that was asked first.
 */
export const answerGroup = (flow: Flow, name: string, indices: readonly number[]): Future<AnsweredGroup> => {
  const { call, statistics } = flow;
  const variant = call.route.variants.get(name);
  if (!variant) return Future.failed(new SlipwayError('NO_PREDICTOR', { variant: name }));
  const standIn = standInFor(call.route, variant, call.addressed);
  const untilMs = ownTimeMs(variant.timeoutMs, standIn);
  const asked = Future.try(() => askModel({ flow, indices, fallback: null, untilMs }, variant));
  if (!standIn) return asked;
  return asked.catch((thrown) => {
    const error = SlipwayError.from(thrown);
    if (!mayStandIn(error)) throw error;
    statistics.fallbacks += 1;
    if ('answer' in standIn) return declared(flow, variant, standIn, indices);
    const whole = { flow, indices, fallback: 'variant', untilMs: variant.timeoutMs } as const;
    return Future.try(() => askModel(whole, standIn.variant)).catch(() => {
      throw error;
    });
  });
};

/** The declared answer to every row of a request that was not let in; null when the endpoint declares none. */
export const answerShed = (flow: Flow, variant: ServedVariant): AnsweredGroup | null => {
  const standIn = standInFor(flow.call.route, variant, flow.call.addressed);
  if (!standIn || !('answer' in standIn)) return null;
  flow.statistics.fallbacks += 1;
  return declared(flow, variant, standIn, [...flow.plan.rows.keys()]);
};
