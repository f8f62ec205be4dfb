import { type Row, SlipwayError } from '@slipway/contracts';
import {
  decide,
  decodeInferResponse,
  encodeInferRequest,
  type RowDecision,
  scoresOf,
  type Tensor,
} from '@slipway/inference/rows';
import { HTTP_STATUS, type LogWriter } from '@slipway/platform';
import {
  predictionRecords,
  type RecordedAnswer,
  type RecordedRequest,
} from '../recording/prediction-record.ts';
import { createRequestId, predictionIds } from '../recording/request-id.ts';
import type { GatewayStatistics } from '../recording/statistics.ts';
import { askPredictor } from '../resilience/ask-predictor.ts';
import { activeVariantOf, type ServedRoute, type ServedVariant } from '../routing/served-route.ts';
import { type Assignment, assignUnits } from './assign-units.ts';
import type { AnsweredCall, DecodedRows, PredictionCall } from './prediction-call.ts';

export interface PredictionsOptions {
  /** Id of this gateway in the log. */
  readonly gateway: string;
  readonly log: LogWriter;
  readonly statistics: GatewayStatistics;
}

interface PredictorResult {
  readonly outputs: readonly Tensor[];
  readonly scores: readonly (readonly number[])[];
  readonly decisions: readonly RowDecision[];
}

/** An error that a request caused which was right: it belongs into the log of its variant. */
const isServingFault = ({ kind }: SlipwayError): boolean => HTTP_STATUS[kind] >= 500;

/** The data path of a prediction, free of protocols: assign, ask, decide, record, answer. */
export class Predictions {
  readonly #options: PredictionsOptions;
  /** Signatures that the log knows. */
  readonly #declared = new Map<string, WeakSet<object>>();

  constructor(options: PredictionsOptions) {
    this.#options = options;
  }

  /**
   * Answers when the rows are in the log. Throws bad input as it is, ENDPOINT_INACTIVE, NO_PREDICTOR, PREDICTOR_FAILED, TIMEOUT,
   * INSUFFICIENT_SPACE when the log cannot take the rows: what is not logged is not answered.
   */
  async answer(call: PredictionCall): Promise<AnsweredCall> {
    const { route, at } = call;
    const { endpoint, parameters, active } = route;
    if (!parameters.activate) throw new SlipwayError('ENDPOINT_INACTIVE', { endpoint });
    const shown = activeVariantOf(route) ?? [...route.variants.values()][0];
    if (!shown) throw new SlipwayError('NO_PREDICTOR', { variant: active ?? endpoint });
    const request = createRequestId(at);
    const first = call.decode(shown.signature);
    const assignment = assignUnits(call, active ?? shown.name, first.rows, request);
    const variant = route.variants.get(assignment.variant);
    if (!variant) throw new SlipwayError('NO_PREDICTOR', { variant: assignment.variant });
    const decoded = variant.signature === shown.signature ? first : call.decode(variant.signature);
    return this.#askAndRecord(call, { request, variant, decoded, assignment });
  }

  async #askAndRecord(
    call: PredictionCall,
    routed: { request: string; variant: ServedVariant; decoded: DecodedRows; assignment: Assignment },
  ): Promise<AnsweredCall> {
    const { request, variant, decoded, assignment } = routed;
    const ids = predictionIds(request, decoded.rows.length);
    const asked = performance.now();
    const recorded = (predicted: boolean): RecordedRequest => {
      const now = performance.now();
      return {
        gateway: this.#options.gateway,
        request,
        ids,
        units: assignment.units,
        rows: decoded.rows,
        route: call.route,
        variant,
        experiment: assignment.experiment,
        at: call.at,
        latencyMs: now - call.started,
        predictorMs: predicted ? now - asked : null,
      };
    };
    let result: PredictorResult;
    try {
      result = await this.#ask(call, request, variant, decoded);
    } catch (thrown) {
      const error = SlipwayError.from(thrown);
      if (isServingFault(error)) await this.#recordFault(recorded(false), error);
      throw error;
    }
    await this.#record(recorded(true), { decisions: result.decisions });
    return { request, ids, variant, experiment: assignment.experiment, ...result };
  }

  #ask(
    { route, started }: PredictionCall,
    request: string,
    variant: ServedVariant,
    { rows, tensors }: DecodedRows,
  ): Promise<PredictorResult> {
    const { timeoutMs, retries } = route.parameters;
    return askPredictor({
      variant: variant.name,
      predictors: variant.predictors,
      path: variant.path,
      body: encodeInferRequest(tensors, { id: request }),
      remainingMs: timeoutMs - (performance.now() - started),
      timeoutMs,
      retries,
      decode: (body) => readResult(body, route, variant, rows),
      onRetry: () => {
        this.#options.statistics.retried += 1;
      },
    });
  }

  async #record(recorded: RecordedRequest, answer: RecordedAnswer): Promise<void> {
    const { log, statistics } = this.#options;
    this.#declare(recorded.route, recorded.variant);
    await log.append(predictionRecords(recorded, answer));
    statistics.loggedRows += recorded.ids.length;
  }

  /** The fault is answered even when it cannot be logged. */
  async #recordFault(recorded: RecordedRequest, { kind, code }: SlipwayError): Promise<void> {
    try {
      await this.#record(recorded, { status: HTTP_STATUS[kind], error: code });
    } catch {
      this.#options.statistics.unloggedRows += recorded.ids.length;
    }
  }

  #declare({ endpoint }: ServedRoute, { signature }: ServedVariant): void {
    let known = this.#declared.get(endpoint);
    if (!known) {
      known = new WeakSet();
      this.#declared.set(endpoint, known);
    }
    if (known.has(signature)) return;
    known.add(signature);
    const features = signature.features.map(({ name, kind }) => ({ name, kind }));
    this.#options.log.declare({ kind: 'schema', endpoint, features });
  }
}

const readResult = (
  body: Buffer,
  { parameters }: ServedRoute,
  { name, signature }: ServedVariant,
  rows: readonly Row[],
): PredictorResult => {
  const { outputs } = decodeInferResponse(signature, JSON.parse(body.toString('utf8')), name);
  const scores = scoresOf(signature, outputs);
  if (scores.length !== rows.length) {
    const reason = `it answers ${scores.length} rows for ${rows.length}`;
    throw new SlipwayError('PREDICTOR_FAILED', { variant: name, reason });
  }
  return { outputs, scores, decisions: scores.map((row) => decide(signature, row, parameters.threshold)) };
};
