import type { TrustedKeys } from '@slipway/contracts';
import { type Blobs, type Clock, type Logger, type Service, systemClock } from '@slipway/platform';
import type { BatcherOptions } from './batching/batcher.ts';
import { DataPlane } from './data-plane.ts';
import { type DeploymentSource, ModelLoader } from './loading/model-loader.ts';
import type { Readiness } from './protocol/rest/inference-routes.ts';
import { RestServer } from './protocol/rest/rest-server.ts';

export interface PredictorOptions {
  /** What to hold, or how to read it; a reader may be asked again while its source is unreachable. */
  readonly deployment: DeploymentSource;
  readonly trustedKeys: TrustedKeys;
  readonly blobs: Blobs;
  readonly server: {
    readonly host: string;
    /** 0: a free one; see `address`. */
    readonly port: number;
    /** Largest request body, bytes. */
    readonly bodyLimit: number;
    /** Name in the server metadata. */
    readonly name: string;
  };
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly queue?: BatcherOptions;
  /** How long `stop` waits for requests under way, ms; default 3,000, below the 4 s after which a process ends anyway. */
  readonly drainMs?: number;
  /** First and longest wait between attempts to reach what is needed, ms; defaults 250 and 10,000. */
  readonly retry?: { readonly firstMs: number; readonly maxMs: number };
}

/** Holds one released model. `start` resolves when it listens: it is live then, and ready later or never. */
export interface Predictor extends Service {
  /** `http://host:port`, once started. */
  readonly address: string;
  readonly readiness: Readiness;
  /** Resolves when the model is ready or refused. */
  settled(): Promise<Readiness>;
}

export const createPredictor = (options: PredictorOptions): Predictor => new ModelPredictor(options);

class ModelPredictor implements Predictor {
  readonly name = 'predictor';
  readonly #options: PredictorOptions;
  readonly #loader: ModelLoader;
  readonly #server: RestServer;
  #loading: Promise<void> = Promise.resolve();
  #plane: DataPlane | undefined;
  #readiness: Readiness | undefined;
  #draining = false;
  #stopping: Promise<void> | undefined;

  constructor(options: PredictorOptions) {
    const { deployment, trustedKeys, blobs, logger, server, clock = systemClock, retry } = options;
    this.#options = options;
    this.#loader = new ModelLoader({
      deployment,
      trustedKeys,
      blobs,
      logger,
      clock,
      firstRetryMs: retry?.firstMs,
      maxRetryMs: retry?.maxMs,
    });
    this.#server = new RestServer({
      ...server,
      identity: { name: server.name, version: '0.1.0' },
      readiness: () => this.readiness,
      logger,
    });
  }

  get address(): string {
    return this.#server.address;
  }

  get readiness(): Readiness {
    this.#readiness ??= this.#describe();
    // While it starts, the reason changes with every attempt.
    const { state } = this.#readiness;
    return state === 'starting' ? this.#describe() : this.#readiness;
  }

  async start(): Promise<void> {
    await this.#server.listen();
    this.#loading = this.#load();
  }

  async settled(): Promise<Readiness> {
    await this.#loading;
    return this.readiness;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    this.#readiness = undefined;
    this.#loader.stop();
    await this.#server.close(this.#options.drainMs ?? 3000);
    await this.#loading;
    await this.#plane?.close();
  }

  async #load(): Promise<void> {
    const status = await this.#loader.load();
    if (status.state === 'ready') this.#plane = new DataPlane(status.released, this.#options.queue);
    this.#readiness = undefined;
  }

  #describe(): Readiness {
    const { status, wanted } = this.#loader;
    const about = {
      model: wanted?.model,
      version: wanted?.version,
      release: wanted?.release,
      artifact: wanted?.artifact,
      plane: this.#plane,
      code: status.state === 'refused' ? status.code : undefined,
    };
    if (this.#draining) return { ...about, state: 'draining', reason: 'it is being stopped' };
    if (this.#plane !== undefined) return { ...about, state: 'ready', reason: undefined };
    return {
      ...about,
      state: status.state === 'refused' ? 'refused' : 'starting',
      reason: status.state === 'ready' ? 'the model is being loaded' : status.reason,
    };
  }
}
