import { setTimeout as pause } from 'node:timers/promises';
import { SlipwayError, WantedDeployment } from '@slipway/contracts';
import type { Clock } from '@slipway/platform';
import { loadReleasedModel, type ReleasedModel, type ReleasedModelOptions } from './released-model.ts';

export type DeploymentSource = WantedDeployment | (() => Promise<WantedDeployment>);

export interface ModelLoaderOptions extends ReleasedModelOptions {
  readonly deployment: DeploymentSource;
  readonly clock: Clock;
  /** Wait before the first repetition, ms; it doubles up to `maxRetryMs`. Defaults 250 and 10,000. */
  readonly firstRetryMs?: number | undefined;
  readonly maxRetryMs?: number | undefined;
}

export type LoadStatus =
  | { readonly state: 'starting'; readonly reason: string }
  | { readonly state: 'refused'; readonly reason: string; readonly code: string }
  | { readonly state: 'ready'; readonly released: ReleasedModel };

const UNREACHABLE_KINDS: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'busy']);

/** Whether trying again can help: something was not reached. A refusal stays one, and a blob that is not there is a refusal. */
const isPassing = (error: unknown): boolean => {
  if (error instanceof SlipwayError) return UNREACHABLE_KINDS.has(error.kind);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code) && code !== 'ENOENT';
};

const sentence = (error: SlipwayError): string => `${error.code}: ${error.message}`;

/** Brings one deployment from wanted to ready or refused, and says at any time where it is. */
export class ModelLoader {
  readonly #options: ModelLoaderOptions;
  readonly #stopping = new AbortController();
  /** Rejects then: a source that does not answer must not hold up the end. */
  readonly #stopped = new Promise<never>((_, reject) =>
    this.#stopping.signal.addEventListener('abort', () => reject(this.#stopping.signal.reason)),
  );
  #wanted: WantedDeployment | undefined;
  #status: LoadStatus = { state: 'starting', reason: 'the model is being loaded' };

  constructor(options: ModelLoaderOptions) {
    this.#options = options;
    this.#stopped.catch(() => undefined);
    if (typeof options.deployment !== 'function') this.#wanted = options.deployment;
  }

  get status(): LoadStatus {
    return this.#status;
  }

  /** What should be loaded; undefined until it is known. Unverified: only the status says what was loaded. */
  get wanted(): WantedDeployment | undefined {
    return this.#wanted;
  }

  /** Resolves when the model is ready or refused, or `stop` was called. Never throws. */
  async load(): Promise<LoadStatus> {
    const { logger, clock, firstRetryMs = 250, maxRetryMs = 10_000 } = this.#options;
    const { signal } = this.#stopping;
    const begun = clock.now();
    for (let wait = firstRetryMs; !signal.aborted; wait = Math.min(wait * 2, maxRetryMs)) {
      try {
        await this.#attempt();
        logger.info({ release: this.#wanted?.release, milliseconds: clock.now() - begun }, 'model is ready');
        break;
      } catch (thrown) {
        if (signal.aborted) break;
        const error = SlipwayError.from(thrown);
        if (!isPassing(thrown)) {
          this.#status = { state: 'refused', reason: sentence(error), code: error.code };
          logger.error({ err: error, code: error.code, release: this.#wanted?.release }, 'model is refused');
          break;
        }
        this.#status = { state: 'starting', reason: `${sentence(error)} Trying again.` };
        logger.warn({ err: error, wait }, 'model cannot be fetched yet');
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    }
    return this.#status;
  }

  /** Ends the attempts. */
  stop(): void {
    this.#stopping.abort();
  }

  async #attempt(): Promise<void> {
    const { deployment } = this.#options;
    const document =
      typeof deployment === 'function' ? await Promise.race([deployment(), this.#stopped]) : deployment;
    const parsed = WantedDeployment.safeParse(document);
    if (!parsed.success) {
      const reason = 'the deployment document is not valid';
      throw new SlipwayError('RELEASE_UNSIGNED', { reason }, { cause: parsed.error });
    }
    this.#wanted = parsed.data;
    const released = await loadReleasedModel(parsed.data, this.#options);
    this.#status = { state: 'ready', released };
  }
}
