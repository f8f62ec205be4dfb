import { performance } from 'node:perf_hooks';
import type { PredictorReport } from '@slipway/contracts';
import { SlipwayError } from '@slipway/contracts';
import type { LocalPredictor, LocalPredictors } from '@slipway/gateway';
import {
  digestOf,
  type Logger,
  type PredictorHost,
  type Service,
  type WantedPredictor,
} from '@slipway/platform';
import type { Predictor } from '@slipway/predictor';

export interface LocalPredictorHostOptions {
  /** Makes a predictor for a deployment; it listens when it is started. */
  readonly create: (wanted: WantedPredictor, port: number) => Promise<Predictor>;
  /** The port of a predictor; asked one at a time. */
  readonly portOf: (id: string) => Promise<number>;
  readonly logger: Logger;
}

interface Running {
  readonly wanted: WantedPredictor;
  readonly fingerprint: string;
  readonly predictor: Predictor;
}

/** As its doors do, for who is in the same process: asked and counted. */
const asLocal = (predictor: Predictor): LocalPredictor => ({
  get release() {
    return predictor.readiness.plane?.released.release ?? null;
  },
  infer: (tensors, rows, outputs, limits) => {
    const { plane, model = 'unknown', reason = 'it is not loaded' } = predictor.readiness;
    if (!plane) throw new SlipwayError('MODEL_NOT_READY', { model, reason });
    const { statistics } = plane;
    const begun = performance.now();
    return plane.infer(tensors, rows, outputs, limits).then(
      (answer) => {
        const { queueMs, inferenceMs } = answer;
        const totalMs = performance.now() - begun;
        statistics.succeeded(rows, { totalMs, queueMs, inputMs: 0, inferenceMs, outputMs: 0 });
        return answer;
      },
      (error) => {
        statistics.failed(performance.now() - begun);
        throw error;
      },
    );
  },
});

/**
 * Predictors in this process: the gateway asks them by a call, everybody else at their own doors. They are what predictor
 * processes are, with the same verification and readiness, but they live and die with the gateway.
 */
export class LocalPredictorHost implements PredictorHost, LocalPredictors, Service {
  readonly name = 'local-predictors';
  readonly #options: LocalPredictorHostOptions;
  readonly #running = new Map<string, Running>();
  readonly #byAddress = new Map<string, LocalPredictor>();
  readonly #leaving = new Set<Promise<void>>();
  #applying: Promise<void> = Promise.resolve();

  constructor(options: LocalPredictorHostOptions) {
    this.#options = options;
  }

  at(address: string): LocalPredictor | null {
    return this.#byAddress.get(address) ?? null;
  }

  apply(wanted: readonly WantedPredictor[]): Promise<void> {
    this.#applying = this.#applying.catch(() => undefined).then(() => this.#apply(wanted));
    return this.#applying;
  }

  async reports(): Promise<readonly PredictorReport[]> {
    return [...this.#running.values()].map(({ wanted: { id, deployment }, predictor }) => {
      const { state, reason } = predictor.readiness;
      return {
        id,
        deployment: deployment.id,
        address: predictor.address,
        state,
        ...(reason === undefined ? {} : { reason }),
      };
    });
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    await this.#applying.catch(() => undefined);
    for (const id of [...this.#running.keys()]) this.#leave(id);
    await Promise.all(this.#leaving);
  }

  /** New predictors first; what is no longer wanted drains beside them. */
  async #apply(wanted: readonly WantedPredictor[]): Promise<void> {
    const ids = new Set(wanted.map(({ id }) => id));
    for (const predictor of wanted) {
      const fingerprint = digestOf(JSON.stringify({ ...predictor.deployment, replicas: 0 }));
      const running = this.#running.get(predictor.id);
      if (running?.fingerprint === fingerprint) continue;
      if (running) await this.#leave(predictor.id);
      await this.#begin(predictor, fingerprint);
    }
    for (const id of [...this.#running.keys()]) if (!ids.has(id)) void this.#leave(id);
  }

  async #begin(wanted: WantedPredictor, fingerprint: string): Promise<void> {
    const { create, portOf } = this.#options;
    const predictor = await create(wanted, await portOf(wanted.id));
    await predictor.start();
    this.#running.set(wanted.id, { wanted, fingerprint, predictor });
    this.#byAddress.set(predictor.address, asLocal(predictor));
  }

  /** It answers what it has accepted; what comes now goes to another one. */
  #leave(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (!running) return Promise.resolve();
    const { predictor } = running;
    this.#running.delete(id);
    this.#byAddress.delete(predictor.address);
    const leaving = predictor
      .stop()
      .catch((error: unknown) => this.#options.logger.error({ err: error, id }, 'could not stop a predictor'))
      .finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    return leaving;
  }
}
