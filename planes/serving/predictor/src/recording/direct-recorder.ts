import type { Row, SlipwayError } from '@slipway/contracts';
import {
  type Clock,
  createRequestId,
  Future,
  HTTP_STATUS,
  type LogWriter,
  predictionIds,
} from '@slipway/platform';
import type { BatchAnswer } from '../batching/job.ts';
import type { ReleasedModel } from '../loading/released-model.ts';
import { type DirectRequest, type DirectResult, directRecords } from './direct-records.ts';

export interface DirectLogOptions {
  readonly log: LogWriter;
  /** Id of this predictor in the log, in the place of a gateway's. */
  readonly name: string;
  /** `outputs`: without the inputs, since which of them may be logged is known to gateways only. */
  readonly level: 'inputs' | 'outputs';
}

/** A request that is in the log. */
export interface LoggedRequest {
  /** Its id; that of its prediction, too, when it has one row. */
  readonly request: string;
  /** Id of each row's prediction. */
  readonly ids: readonly string[];
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

  /** A new request: its id and its time. */
  arrival(): Pick<DirectRequest, 'id' | 'at'> {
    const at = this.#clock.now();
    return { id: createRequestId(at), at };
  }

  /**
   * Resolves when an answered request is in the log. Throws what the log throws, INSUFFICIENT_SPACE when its disk is full:
   * what is not logged is not answered.
   */
  async answered(request: DirectRequest, answer: BatchAnswer): Promise<LoggedRequest> {
    await this.#append(request, { status: 200, error: null, ...answer });
    return { request: request.id, ids: predictionIds(request.id, request.rows.length) };
  }

  /**
   * Logs a request that failed through no fault of its own; that of a client is none of the model's. It is answered even
   * when it cannot be logged, and counted as dropped then.
   */
  async failed(request: DirectRequest, { kind, code }: SlipwayError): Promise<void> {
    const status = HTTP_STATUS[kind];
    if (status < 500) return;
    try {
      await this.#append(request, { ...NO_ANSWER, status, error: code });
    } catch {
      const { log, name } = this.#options;
      const { endpoint } = this.#released;
      const { rows } = request;
      const dropped = { answered: rows.length, sampledOut: 0, dropped: rows.length };
      const count = { kind: 'count', at: this.#clock.now(), gateway: name, endpoint, ...dropped } as const;
      await Future.of(log.append([count])).catch(() => undefined);
    }
  }

  async #append(request: DirectRequest, result: DirectResult): Promise<void> {
    const { log, name, level } = this.#options;
    this.#declare();
    const logged = level === 'inputs' ? request : { ...request, rows: request.rows.map(() => NO_INPUTS) };
    await log.append(directRecords(this.#released, name, logged, result));
  }

  #declare(): void {
    if (this.#declared || this.#options.level === 'outputs') return;
    this.#declared = true;
    const { endpoint, model } = this.#released;
    const features = model.signature.features.map(({ name, kind }) => ({ name, kind }));
    this.#options.log.declare({ kind: 'schema', endpoint, features });
  }
}

const NO_INPUTS: Row = Object.freeze({});
const NO_ANSWER = { outputs: [], queueMs: null, inferenceMs: null } as const;
