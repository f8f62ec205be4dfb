import { randomUUID } from 'node:crypto';
import type { PredictionRecord, Row } from '@slipway/contracts';
import { decide, scoresOf, type Tensor } from '@slipway/inference';
import type { Clock, LogWriter } from '@slipway/platform';
import type { ReleasedModel } from '../loading/released-model.ts';

/** In place of a variant's name, which only a gateway knows; no variant can be called so. */
export const DIRECT_VARIANT = '(direct)';

/** With two classes or with none the score says it all. */
const LEAST_SCORES = 3;

export interface DirectLogOptions {
  readonly log: LogWriter;
  /** Id of this predictor in the log, in the place of a gateway's. */
  readonly name: string;
}

export interface DirectAnswer {
  readonly rows: readonly Row[];
  /** With the score of the signature; without it, or when it is no number, the rows are logged without a score. */
  readonly outputs: readonly Tensor[];
  /** Arrival, milliseconds since the epoch. */
  readonly at: number;
  /** From the data plane's call to its answer, ms, and its parts. */
  readonly latencyMs: number;
  readonly queueMs: number;
  readonly inferenceMs: number;
}

/** Brings into the prediction log what clients ask a predictor without a gateway. */
export class DirectRecorder {
  readonly #options: DirectLogOptions;
  readonly #released: ReleasedModel;
  readonly #clock: Clock;
  #declared = false;

  constructor(options: DirectLogOptions, released: ReleasedModel, clock: Clock) {
    this.#options = options;
    this.#released = released;
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /**
   * Resolves with the id of each row's prediction when all are in the log: the request's for a single row, else
   * `<request>.<i>`. Throws what the log throws, INSUFFICIENT_SPACE when its disk is full: what is not logged is not answered.
   */
  async record(answer: DirectAnswer): Promise<string[]> {
    const { log } = this.#options;
    if (!this.#declared) {
      this.#declared = true;
      const { endpoint, model } = this.#released;
      const features = model.signature.features.map(({ name, kind }) => ({ name, kind }));
      log.declare({ kind: 'schema', endpoint, features });
    }
    const request = randomUUID();
    const records = this.#recordsOf(request, answer);
    await log.append(records);
    return records.map(({ id }) => id);
  }

  #recordsOf(request: string, answer: DirectAnswer): PredictionRecord[] {
    const { endpoint, name: model, version, release, releaseDigest, model: held } = this.#released;
    const { rows, at } = answer;
    const { signature } = held;
    const allScores = knownScores(() => scoresOf(signature, answer.outputs));
    const [latencyMs, queueMs, inferenceMs] = [answer.latencyMs, answer.queueMs, answer.inferenceMs].map(
      rounded,
    );
    return rows.map((inputs, index) => {
      const scores = allScores?.[index];
      // The threshold belongs to the endpoint: only a decision that needs none is known here.
      const decided = scores && decide(signature, scores, 0.5);
      return {
        kind: 'prediction',
        id: rows.length === 1 ? request : `${request}.${index}`,
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
        scores: scores && scores.length >= LEAST_SCORES ? scores : null,
        decision: signature.task === 'multiclass' ? (decided?.decision ?? null) : null,
        threshold: null,
        status: 200,
        error: null,
        fallback: null,
        cached: false,
        weight: 1,
        latencyMs: latencyMs!,
        predictorMs: latencyMs!,
        queueMs: queueMs!,
        inferenceMs: inferenceMs!,
        trace: null,
        gateway: this.#options.name,
      };
    });
  }
}

/** A model may answer NaN: the client gets it as the protocol says it, the log has no number for it. */
const knownScores = (read: () => number[][]): number[][] | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Thousandths of a millisecond are noise, and cost bytes in every row. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
