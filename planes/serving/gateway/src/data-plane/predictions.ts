import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { createRequestId, Future, HTTP_STATUS, predictionIds, traceIdOf } from '@slipway/platform';
import type { RequestMeter } from '../metrics/request-meter.ts';
import type { RecordedAnswer, RecordedRequest } from '../recording/recorded-request.ts';
import type { Recorder } from '../recording/recorder.ts';
import type { GatewayStatistics } from '../recording/statistics.ts';
import type { ServedVariant } from '../routing/served-route.ts';
import type { ShadowSender } from '../shadow/shadow-sender.ts';
import { answerShed, type Flow } from './answer-group.ts';
import { type AnsweredRows, answerRows } from './answer-rows.ts';
import type { RowRejection } from './apply-input-rules.ts';
import { EndpointGates } from './endpoint-gates.ts';
import { planRows } from './plan-rows.ts';
import { firedOn } from './planned-rows.ts';
import type { AnsweredCall, PredictionCall } from './prediction-call.ts';

export interface PredictionsOptions {
  readonly recorder: Recorder;
  readonly shadows: ShadowSender;
  readonly statistics: GatewayStatistics;
  readonly meter: RequestMeter;
}

/** What a door says of an answered call. */
export type Tell<T> = (answered: AnsweredCall) => T;

/** An error that a request caused which was right: it belongs into the log of its variant. */
const isServingFault = ({ kind }: SlipwayError): boolean => HTTP_STATUS[kind] >= 500;

/** The endpoint must be switched on and have a variant: gives the one that clients are shown. */
const shownIn = ({ route }: PredictionCall): ServedVariant => {
  const { endpoint, parameters, active, shown, refusal } = route;
  if (refusal) throw new SlipwayError('UNAVAILABLE', { what: `Endpoint "${endpoint}" (${refusal})` });
  if (!parameters.activate) {
    const message = parameters.message ?? 'no message was left';
    throw new SlipwayError('ENDPOINT_INACTIVE', { endpoint, message });
  }
  if (!shown) throw new SlipwayError('NO_PREDICTOR', { variant: active ?? endpoint });
  return shown;
};

/** The data path of a prediction, free of protocols: input rules, assignment, variant or fallback, output rules, log, answer, shadows. */
export class Predictions {
  readonly #options: PredictionsOptions;
  readonly #gates = new EndpointGates();

  constructor(options: PredictionsOptions) {
    this.#options = options;
  }

  /** Limits, shedding, further tries and the cache, for metrics. */
  resilience(): ReturnType<EndpointGates['statistics']> {
    return this.#gates.statistics();
  }

  /**
   * Answers when the rows are in the log. What the door says is made ready while they are on their way there. Throws or fails with bad
   * input as it is, RULE_REJECTED, ENDPOINT_INACTIVE, OVERLOADED, NO_PREDICTOR, PREDICTOR_FAILED, QUEUE_FULL, TIMEOUT,
   * INSUFFICIENT_SPACE when the log cannot take the rows: what is not logged is not answered.
   */
  answer<T>(call: PredictionCall, tell: Tell<T>): Future<T> {
    const shown = shownIn(call);
    const { admission } = this.#gates.of(call.route);
    let leave: (measured?: boolean) => void;
    try {
      // Its time begins here: how long a client takes to send its body says nothing about the predictors.
      leave = admission.enter(call.priority);
    } catch (shed) {
      return this.#answerShed(call, shown, SlipwayError.from(shed), tell);
    }
    let measured = true;
    return Future.try(() =>
      this.#answerAdmitted(call, shown, (answered) => {
        measured = answered.answers.some(({ predictorMs }) => predictorMs !== null);
        return tell(answered);
      }),
    ).then(
      (told) => {
        leave(measured);
        return told;
      },
      (thrown) => {
        leave(isServingFault(SlipwayError.from(thrown)));
        throw thrown;
      },
    );
  }

  #answerAdmitted<T>(call: PredictionCall, shown: ServedVariant, tell: Tell<T>): Future<T> {
    const { flow, rejection } = this.#plan(call, shown);
    if (rejection) return this.#reject(flow, rejection);
    return answerRows(flow, shown).then(
      (answered) =>
        answered.rejection ? this.#reject<T>(flow, answered.rejection) : this.#finish(flow, answered, tell),
      (thrown) => this.#fail<T>(flow, SlipwayError.from(thrown)),
    );
  }

  #plan(call: PredictionCall, shown: ServedVariant): { flow: Flow; rejection: RowRejection | null } {
    const request = createRequestId(call.at);
    const { plan, rejection } = planRows(call, call.decode(shown.signature), request);
    const { statistics, meter } = this.#options;
    call.trail.request = request;
    call.trail.variant = plan.choices[0]?.variant ?? '';
    if (!rejection) meter.assigned(call.route.endpoint, plan.choices);
    return { flow: { call, request, plan, gate: this.#gates.of(call.route), statistics }, rejection };
  }

  /** A request that was not let in: the declared answer when there is one, else the refusal, which costs no log row. */
  #answerShed<T>(call: PredictionCall, shown: ServedVariant, shed: SlipwayError, tell: Tell<T>): Future<T> {
    const fallback = call.route.parameters.fallback;
    if (!fallback || !('answer' in fallback)) throw shed;
    const { flow, rejection } = this.#plan(call, shown);
    if (rejection) return this.#reject(flow, rejection);
    const group = answerShed(flow, shown);
    if (!group) throw shed;
    return this.#finish(flow, { answers: group.answers, parts: [], rejection: null }, tell);
  }

  #finish<T>(flow: Flow, { answers, parts }: AnsweredRows, tell: Tell<T>): Future<T> {
    const { recorder, shadows, meter } = this.#options;
    const now = performance.now();
    const recorded = recordedOf(flow, now);
    const logged = recorder.record(recorded, answers, now);
    const { request, ids } = recorded;
    const copy = shadows.prepare(flow, recorded, answers);
    // What is told is made from what the processor still has at hand; after the write many others would have been there.
    let told: T;
    try {
      told = tell({ request, ids, choices: flow.plan.choices, answers, parts, copy });
    } catch (thrown) {
      return logged.then(() => {
        throw thrown;
      });
    }
    return logged.then(() => {
      flow.call.trail.variant = answers[0]!.variant.name;
      meter.fired(flow.call.route.endpoint, answers);
      return told;
    });
  }

  #reject<T>(flow: Flow, { row, fired, error }: RowRejection): Future<T> {
    return this.#recordError(flow, error, { row, fired }).then(() => {
      throw error;
    });
  }

  #fail<T>(flow: Flow, error: SlipwayError): Future<T> {
    if (!isServingFault(error)) throw error;
    return this.#recordError(flow, error).then(() => {
      throw error;
    });
  }

  /** The error is answered even when it cannot be logged. */
  #recordError(
    flow: Flow,
    { kind, code }: SlipwayError,
    at?: { readonly row: number; readonly fired: readonly string[] },
  ): Future<void> {
    const { plan, call } = flow;
    const { variants, shown } = call.route;
    const answers = plan.choices.map(
      ({ variant }, row): RecordedAnswer => ({
        variant: variants.get(variant) ?? shown!,
        rules: row === at?.row ? at.fired : firedOn(plan, row),
        status: HTTP_STATUS[kind],
        error: code,
        ...NO_ANSWER,
      }),
    );
    this.#options.meter.fired(call.route.endpoint, answers);
    return Future.of(this.#options.recorder.recordOrCount(recordedOf(flow), answers));
  }
}

const NO_ANSWER = {
  shadowOf: null,
  score: null,
  scores: null,
  decision: null,
  threshold: null,
  fallback: null,
  cached: false,
  predictorMs: null,
  queueMs: null,
  inferenceMs: null,
} as const;

const recordedOf = ({ call, request, plan }: Flow, now = performance.now()): RecordedRequest => ({
  request,
  route: call.route,
  at: call.at,
  latencyMs: now - call.started,
  trace: call.traceparent === null ? null : traceIdOf(call.traceparent),
  ids: predictionIds(request, plan.rows.length),
  units: plan.units,
  rows: plan.rows,
  choices: plan.choices,
});
