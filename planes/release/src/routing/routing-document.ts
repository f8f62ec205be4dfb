import type { Endpoint, Envelope, ModelSignature, Routing, RoutingTable } from '@slipway/contracts';
import type { ChangeSignal } from '../following/change-signal.ts';
import { type Following, followRevision } from '../following/follow-revision.ts';
import { currentNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';

/** What routing needs of a release; it never changes. */
interface Released {
  readonly envelope: Envelope;
  readonly signature: ModelSignature;
}

/** The document that gateways follow: the routing of all endpoints. */
export class RoutingDocument {
  readonly #store: ReleaseStore;
  readonly #changes: ChangeSignal;
  #released: ReadonlyMap<string, Released> = new Map();

  constructor(store: ReleaseStore, changes: ChangeSignal) {
    this.#store = store;
    this.#changes = changes;
  }

  /** The document, once it is another than the follower's or the wait is over. */
  async follow(following: Following): Promise<RoutingTable> {
    await followRevision(this.#changes, () => this.#revision(), following);
    return this.#read();
  }

  #revision(): Promise<number> {
    return currentNumber(this.#store.tables, 'routing');
  }

  async #read(): Promise<RoutingTable> {
    // The revision first: should a change slip in between, the follower is told of it again, rather than never.
    const revision = await this.#revision();
    const rows = await this.#store.tables.selectFrom('endpoint').select('view').orderBy('name').execute();
    const endpoints = rows.flatMap(({ view }) => (view === null ? [] : [view]));
    const released = await this.#releasedFor(endpoints);
    return { revision, endpoints: endpoints.map((endpoint) => routingOf(endpoint, released)) };
  }

  /** Read once per release and kept as long as a variant names it. */
  async #releasedFor(endpoints: readonly Endpoint[]): Promise<ReadonlyMap<string, Released>> {
    const wanted = new Set(endpoints.flatMap(({ variants }) => variants.map(({ release }) => release)));
    const known = this.#released;
    const kept = new Map([...known].filter(([release]) => wanted.has(release)));
    const missing = [...wanted].filter((release) => !kept.has(release));
    if (missing.length > 0) {
      const rows = await this.#store.tables
        .selectFrom('release')
        .innerJoin('model_version', (join) =>
          join
            .onRef('model_version.model', '=', 'release.model')
            .onRef('model_version.version', '=', 'release.version'),
        )
        .select(['release.id', 'release.envelope', 'model_version.document'])
        .where('release.id', 'in', missing)
        .execute();
      for (const { id, envelope, document } of rows) {
        kept.set(id, { envelope, signature: document.signature });
      }
    }
    this.#released = kept;
    return kept;
  }
}

const routingOf = (endpoint: Endpoint, released: ReadonlyMap<string, Released>): Routing => ({
  endpoint: endpoint.name,
  revision: endpoint.revision,
  unit: endpoint.unit,
  // A release is never deleted, so each variant finds its own.
  variants: endpoint.variants.map((variant) => ({ ...variant, ...released.get(variant.release)! })),
  parameters: endpoint.parameters,
  experiments: endpoint.experiments,
});
