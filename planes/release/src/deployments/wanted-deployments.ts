import type { WantedDeployments } from '@slipway/contracts';
import type { ChangeSignal } from '../following/change-signal.ts';
import { type Following, followRevision } from '../following/follow-revision.ts';
import { currentNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';

/** The document that deployers follow: every deployment of an active release. */
export class WantedDeploymentsDocument {
  readonly #store: ReleaseStore;
  readonly #changes: ChangeSignal;

  constructor(store: ReleaseStore, changes: ChangeSignal) {
    this.#store = store;
    this.#changes = changes;
  }

  /** The document, once it is another than the follower's or the wait is over. */
  async follow(following: Following): Promise<WantedDeployments> {
    await followRevision(this.#changes, () => this.#revision(), following);
    return this.#read();
  }

  #revision(): Promise<number> {
    return currentNumber(this.#store.tables, 'wanted-deployments');
  }

  async #read(): Promise<WantedDeployments> {
    // The revision first: should a change slip in between, the follower is told of it again, rather than never.
    const revision = await this.#revision();
    const deployments = await this.#store.tables
      .selectFrom('deployment')
      .innerJoin('release', 'release.id', 'deployment.release')
      .select([
        'deployment.id',
        'deployment.release',
        'deployment.replicas',
        'deployment.external',
        'release.model',
        'release.version',
        'release.artifact',
        'release.envelope',
      ])
      .where('release.state', '=', 'active')
      .orderBy('deployment.number')
      .execute();
    return {
      revision,
      deployments: deployments.map(({ external, ...deployment }) => ({
        ...deployment,
        ...(external === null ? {} : { external }),
      })),
    };
  }
}
