import { SlipwayError } from '@slipway/contracts';
import { decide } from '@slipway/inference/rows';
import type { GatewayStatistics } from '../recording/statistics.ts';
import type { ServedVariant } from '../routing/served-route.ts';
import { askVariant, tensorsFor } from './ask-variant.ts';
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

type Asked = Pick<Flow, 'call' | 'request' | 'plan' | 'gate' | 'statistics'> & {
  readonly indices: readonly number[];
  readonly fallback: 'variant' | null;
  /** Of the whole request, milliseconds from its start. */
  readonly untilMs: number;
};

const askModel = async (asked: Asked, variant: ServedVariant): Promise<AnsweredGroup> => {
  const { call, request, plan, gate, indices, fallback, untilMs, statistics } = asked;
  const began = performance.now();
  const { outputs, queueMs, inferenceMs, predictor } = await askVariant({
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
    timeoutMs: Math.round(untilMs),
    cache: gate.cache,
    statistics,
  });
  const cached = predictor === null;
  const predictorMs = cached ? null : performance.now() - began;
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
 * same deadline. Throws what `askVariant` throws, for the variant that was asked first.
 */
export const answerGroup = async (
  flow: Flow,
  name: string,
  indices: readonly number[],
): Promise<AnsweredGroup> => {
  const { call, statistics } = flow;
  const variant = call.route.variants.get(name);
  if (!variant) throw new SlipwayError('NO_PREDICTOR', { variant: name });
  const standIn = standInFor(call.route, variant, call.addressed);
  const untilMs = ownTimeMs(variant.timeoutMs, standIn);
  try {
    return await askModel({ ...flow, indices, fallback: null, untilMs }, variant);
  } catch (thrown) {
    const error = SlipwayError.from(thrown);
    if (!standIn || !mayStandIn(error)) throw error;
    statistics.fallbacks += 1;
    if ('answer' in standIn) return declared(flow, variant, standIn, indices);
    try {
      const whole = { ...flow, indices, fallback: 'variant', untilMs: variant.timeoutMs } as const;
      return await askModel(whole, standIn.variant);
    } catch {
      throw error;
    }
  }
};

/** The declared answer to every row of a request that was not let in; null when the endpoint declares none. */
export const answerShed = (flow: Flow, variant: ServedVariant): AnsweredGroup | null => {
  const standIn = standInFor(flow.call.route, variant, flow.call.addressed);
  if (!standIn || !('answer' in standIn)) return null;
  flow.statistics.fallbacks += 1;
  return declared(flow, variant, standIn, [...flow.plan.rows.keys()]);
};
