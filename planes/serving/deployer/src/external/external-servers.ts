import type { PredictorReport, TrustedKeys, WantedDeployment } from '@slipway/contracts';
import { type Blobs, canonicalJson, type Logger } from '@slipway/platform';
import { type ReleasedFacts, releasedFacts } from './released-facts.ts';
import { ServerWatch } from './server-watch.ts';

export interface ExternalServersOptions {
  /** Holds signature and samples of the releases. */
  readonly blobs: Pick<Blobs, 'get'>;
  readonly trustedKeys: () => Promise<TrustedKeys>;
  readonly logger: Logger;
  /** How often a server is verified again; default 10 s. */
  readonly checkMs?: number | undefined;
  /** The longest wait for one answer; default 5 s. */
  readonly timeoutMs?: number | undefined;
}

/** The servers of others that wanted deployments name. They are verified and reported; nobody here starts or stops them. */
export class ExternalServers {
  readonly #options: ExternalServersOptions;
  readonly #watches = new Map<string, ServerWatch>();
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(options: ExternalServersOptions) {
    this.#options = options;
  }

  /** Watches what is wanted and forgets the rest. What is watched already goes on. */
  apply(deployments: readonly WantedDeployment[]): void {
    const wanted = new Map(deployments.flatMap((deployment) => this.#watchesFor(deployment)));
    const gone = [...this.#watches].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) this.#watches.delete(key);
    this.#leaving = Promise.all([this.#leaving, ...gone.map(([, watch]) => watch.stop())]);
    for (const [key, create] of wanted) {
      if (this.#watches.has(key)) continue;
      const watch = create();
      this.#watches.set(key, watch);
      watch.start();
    }
  }

  reports(): PredictorReport[] {
    return [...this.#watches.values()].map(({ report }) => report);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#leaving, ...[...this.#watches.values()].map((watch) => watch.stop())]);
  }

  /** By all that a verification depends on: another address or another release is another watch. */
  #watchesFor(deployment: WantedDeployment): [string, () => ServerWatch][] {
    const { external, id, model } = deployment;
    if (external === undefined) return [];
    const { logger, checkMs = 10_000, timeoutMs = 5000 } = this.#options;
    const facts = this.#factsOf(deployment);
    const servedAs = external.servedAs ?? model;
    return external.addresses.map((address, index) => [
      canonicalJson([id, index, address, servedAs, deployment.envelope]),
      () =>
        new ServerWatch({
          id: `${id}-${index}`,
          deployment: id,
          address,
          servedAs,
          facts,
          checkMs,
          timeoutMs,
          logger,
        }),
    ]);
  }

  /** Read once for all servers of a deployment; a failure is not kept. */
  #factsOf(deployment: WantedDeployment): () => Promise<ReleasedFacts> {
    const { blobs, trustedKeys } = this.#options;
    let facts: Promise<ReleasedFacts> | undefined;
    return () => {
      facts ??= trustedKeys()
        .then((keys) => releasedFacts(deployment, keys, blobs))
        .catch((error: unknown) => {
          facts = undefined;
          throw error;
        });
      return facts;
    };
  }
}
