import type { TrustedKeys } from '@slipway/contracts';
import { type Blobs, type Clock, type Logger, type Service, systemClock } from '@slipway/platform';
import type { BatcherOptions } from './batching/batcher.ts';
import type { ExecutionSettings } from './execution/execution-settings.ts';
import type { DeploymentSource } from './loading/model-loader.ts';
import type { GrpcServer } from './protocol/grpc/grpc-server.ts';
import { RestServer } from './protocol/rest/rest-server.ts';
import type { Readiness } from './readiness.ts';
import type { DirectLogOptions } from './recording/direct-recorder.ts';
import { ServedModel } from './served-model.ts';

export interface PredictorOptions {
  /** What to hold, or how to read it; a reader may be asked again while its source is unreachable. */
  readonly deployment: DeploymentSource;
  readonly trustedKeys: TrustedKeys;
  readonly blobs: Pick<Blobs, 'get'>;
  /** Where the model is run; default: measured when it is loaded. */
  readonly execution?: ExecutionSettings | undefined;
  readonly server: {
    readonly host: string;
    /** 0: a free one; see `address`. */
    readonly port: number;
    /** Largest request body, bytes. */
    readonly bodyLimit: number;
    /** Origins whose web pages may post; default none. */
    readonly allowedOrigins?: readonly string[] | undefined;
    /** Name in the server metadata. */
    readonly name: string;
    /** Port of the gRPC door, 0: a free one; absent: none, and nothing of it is loaded. */
    readonly grpcPort?: number | undefined;
  };
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly queue?: BatcherOptions;
  /** Where requests that come from no gateway are logged; absent: nowhere. */
  readonly directLog?: DirectLogOptions | undefined;
  /** How long `stop` waits for requests under way, ms; default 3,000, below the 4 s after which a process ends anyway. */
  readonly drainMs?: number;
  /** First and longest wait between attempts to reach what is needed, ms; defaults 250 and 10,000. */
  readonly retry?: { readonly firstMs: number; readonly maxMs: number };
}

/** Holds one released model. `start` resolves when it listens: it is live then, and ready later or never. */
export interface Predictor extends Service {
  /** `http://host:port`, once started. */
  readonly address: string;
  /** `host:port` of the gRPC door, once started; undefined when there is none. */
  readonly grpcAddress: string | undefined;
  readonly readiness: Readiness;
  /**
   * Loads another deployment beside the one that answers, which it replaces when it is ready; no request fails of it. A
   * refused one is told by the readiness as `next`. Resolves when it is ready or refused.
   */
  load(deployment: DeploymentSource): Promise<Readiness>;
  /** Resolves when the model is ready or refused. */
  settled(): Promise<Readiness>;
}

export const createPredictor = (options: PredictorOptions): Predictor => new ModelPredictor(options);

class ModelPredictor implements Predictor {
  readonly name = 'predictor';
  readonly #options: PredictorOptions;
  readonly #served: ServedModel;
  readonly #server: RestServer;
  #grpc: GrpcServer | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: PredictorOptions) {
    const { deployment, trustedKeys, blobs, logger, server, clock = systemClock, retry } = options;
    this.#options = options;
    this.#served = new ServedModel(deployment, {
      trustedKeys,
      blobs,
      logger,
      clock,
      execution: options.execution,
      queue: options.queue,
      directLog: options.directLog,
      grpcAddress: () => this.grpcAddress,
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

  get grpcAddress(): string | undefined {
    return this.#grpc?.address;
  }

  get readiness(): Readiness {
    return this.#served.readiness;
  }

  async start(): Promise<void> {
    await this.#server.listen();
    await this.#listenGrpc().catch(async (error: unknown) => {
      await this.#server.close(0);
      throw error;
    });
    void this.#served.load();
  }

  load(deployment: DeploymentSource): Promise<Readiness> {
    return this.#served.load(deployment);
  }

  settled(): Promise<Readiness> {
    return this.#served.settled();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async #drain(): Promise<void> {
    this.#served.drain();
    const graceMs = this.#options.drainMs ?? 3000;
    await Promise.all([this.#server.close(graceMs), this.#grpc?.close(graceMs)]);
    await this.#served.close();
  }

  async #listenGrpc(): Promise<void> {
    const { server, logger } = this.#options;
    if (server.grpcPort === undefined) return;
    const { GrpcServer } = await import('./protocol/grpc/grpc-server.ts');
    const grpc = new GrpcServer({
      ...server,
      port: server.grpcPort,
      identity: { name: server.name, version: '0.1.0' },
      readiness: () => this.readiness,
      logger,
    });
    await grpc.listen();
    this.#grpc = grpc;
  }
}
