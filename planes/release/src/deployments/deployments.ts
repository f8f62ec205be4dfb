import { type Deployment, type Identity, SlipwayError } from '@slipway/contracts';
import { lockRouting } from '../routing/routing-lock.ts';
import { nextNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { listDeployments } from './deployment-rows.ts';

/** Releases made runnable: what the deployer should keep running. */
export class Deployments {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /** Deploys an active release, once: a repeat gets the deployment as it is. Throws NOT_FOUND, RELEASE_REVOKED. */
  create(by: Identity, release: string, replicas: number): Promise<Deployment> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await lockRouting(tables);
      const released = await tables
        .selectFrom('release')
        .select('state')
        .where('id', '=', release)
        .executeTakeFirst();
      if (released === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Release', name: release });
      if (released.state === 'revoked') throw new SlipwayError('RELEASE_REVOKED', { release });
      const [existing] = await listDeployments(tables, { release });
      if (existing !== undefined) return existing;
      const number = await nextNumber(tables, 'deployment');
      const id = `deployment-${number}`;
      await tables
        .insertInto('deployment')
        .values({ id, number, release, replicas, created_at: at })
        .execute();
      await nextNumber(tables, 'wanted-deployments');
      change.record('deployment.created', id, { release, replicas });
      return find(await listDeployments(tables, { id }), id);
    });
  }

  /** Throws NOT_FOUND. */
  scale(by: Identity, id: string, replicas: number): Promise<Deployment> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const deployment = find(await listDeployments(tables, { id }), id);
      if (deployment.replicas === replicas) return deployment;
      await tables.updateTable('deployment').set({ replicas }).where('id', '=', id).execute();
      await nextNumber(tables, 'wanted-deployments');
      change.record('deployment.scaled', id, { from: deployment.replicas, to: replicas });
      return { ...deployment, replicas };
    });
  }

  /** Throws NOT_FOUND, DEPLOYMENT_IN_USE. */
  remove(by: Identity, id: string): Promise<void> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const { release } = find(await listDeployments(tables, { id }), id);
      const variant = await tables
        .selectFrom('variant')
        .select('endpoint')
        .where('deployment', '=', id)
        .orderBy('endpoint')
        .executeTakeFirst();
      if (variant !== undefined) {
        throw new SlipwayError('DEPLOYMENT_IN_USE', { deployment: id, endpoint: variant.endpoint });
      }
      await tables.deleteFrom('deployment').where('id', '=', id).execute();
      await nextNumber(tables, 'wanted-deployments');
      change.record('deployment.deleted', id, { release });
    });
  }

  list(): Promise<Deployment[]> {
    return listDeployments(this.#store.tables);
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Deployment> {
    return find(await listDeployments(this.#store.tables, { id }), id);
  }
}

const find = ([deployment]: readonly Deployment[], id: string): Deployment => {
  if (deployment === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Deployment', name: id });
  return deployment;
};
