import { setTimeout as pause } from 'node:timers/promises';
import type { BatcherOptions } from './batching/batcher.ts';
import { DataPlane } from './data-plane.ts';
import {
  type DeploymentSource,
  type LoadStatus,
  ModelLoader,
  type ModelLoaderOptions,
} from './loading/model-loader.ts';
import type { PendingDeployment, Readiness } from './readiness.ts';
import { type DirectLogOptions, DirectRecorder } from './recording/direct-recorder.ts';

export interface ServedModelOptions extends Omit<ModelLoaderOptions, 'deployment'> {
  readonly queue?: BatcherOptions | undefined;
  /** Where direct requests are logged; absent: nowhere. */
  readonly directLog?: DirectLogOptions | undefined;
  /** Told with the readiness. */
  readonly grpcAddress?: () => string | undefined;
}

/** A door may have taken the old model just before the switch and decode a body yet: it must find it alive. */
const HANDOVER_MS = 1000;

/**
 * The model that answers, and the one that should take over: loaded beside it, verified and warmed up, and then put in its
 * place between two requests. A refused one leaves the old one where it is.
 */
export class ServedModel {
  readonly #options: ServedModelOptions;
  readonly #ended = new AbortController();
  readonly #leaving = new Set<Promise<void>>();
  #loader: ModelLoader;
  #loading: Promise<void> = Promise.resolve();
  #plane: DataPlane | undefined;
  #readiness: Readiness | undefined;

  /** `deployment` is known, and loaded when `load` is called. */
  constructor(deployment: DeploymentSource, options: ServedModelOptions) {
    this.#options = options;
    this.#loader = new ModelLoader({ ...options, deployment });
  }

  get readiness(): Readiness {
    // While something is loaded, the reason changes with every attempt.
    if (this.#loader.status.state === 'starting') return this.#describe();
    this.#readiness ??= this.#describe();
    return this.#readiness;
  }

  /** Loads the deployment of the constructor, or another that takes over. Resolves as `settled`. */
  async load(deployment?: DeploymentSource): Promise<Readiness> {
    if (deployment !== undefined) {
      this.#loader.stop();
      this.#loader = new ModelLoader({ ...this.#options, deployment });
      if (this.#ended.signal.aborted) this.#loader.stop();
    }
    const loader = this.#loader;
    this.#loading = this.#loading.then(() => this.#bring(loader));
    return this.settled();
  }

  /** Resolves when the last deployment is ready or refused. */
  async settled(): Promise<Readiness> {
    for (let seen: Promise<void> | undefined; seen !== this.#loading; ) {
      seen = this.#loading;
      await seen;
    }
    return this.readiness;
  }

  /** Says that it is being stopped; what is asked is answered on. */
  drain(): void {
    this.#ended.abort();
    this.#loader.stop();
    this.#readiness = undefined;
  }

  /** After `drain`, when nobody asks any more: waits for what runs, and frees the memory. */
  async close(): Promise<void> {
    this.drain();
    await this.#loading;
    await Promise.all([...this.#leaving, this.#plane?.close()]);
  }

  async #bring(loader: ModelLoader): Promise<void> {
    const status = await loader.load();
    if (status.state === 'ready') {
      const { queue, directLog, clock } = this.#options;
      const { released } = status;
      const recorder = directLog && new DirectRecorder(directLog, released, clock);
      const plane = new DataPlane(released, queue, recorder);
      // Meanwhile another one may be wanted.
      if (loader === this.#loader) this.#switchTo(plane);
      else await plane.close();
    }
    this.#readiness = undefined;
  }

  #switchTo(plane: DataPlane): void {
    const old = this.#plane;
    this.#plane = plane;
    if (old === undefined) return;
    const leaving = pause(HANDOVER_MS, undefined, { signal: this.#ended.signal, ref: false })
      .catch(() => undefined)
      .then(() => old.close())
      .catch((error: unknown) => this.#options.logger.error({ err: error }, 'could not free the old model'))
      .finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  #describe(): Readiness {
    const { status, wanted } = this.#loader;
    const plane = this.#plane;
    const released = plane?.released;
    const current = released === undefined || (status.state === 'ready' && status.released === released);
    const about = {
      model: released?.name ?? wanted?.model,
      version: released?.version ?? wanted?.version,
      release: released?.release ?? wanted?.release,
      artifact: released?.artifact ?? wanted?.artifact,
      plane,
      code: undefined,
      next: current ? undefined : pendingOf(status, wanted?.release),
      grpcAddress: this.#options.grpcAddress?.(),
    };
    if (this.#ended.signal.aborted) return { ...about, state: 'draining', reason: 'it is being stopped' };
    if (plane !== undefined) return { ...about, state: 'ready', reason: undefined };
    return { ...about, ...pendingOf(status, wanted?.release), release: about.release };
  }
}

const pendingOf = (status: LoadStatus, release: string | undefined): PendingDeployment => ({
  release,
  state: status.state === 'refused' ? 'refused' : 'starting',
  reason: status.state === 'ready' ? 'the model is being loaded' : status.reason,
  code: status.state === 'refused' ? status.code : undefined,
});
