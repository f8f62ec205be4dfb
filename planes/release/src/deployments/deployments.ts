import {
  type Deployment,
  type DeploymentRequest,
  type ExternalServers,
  type Identity,
  SlipwayError,
} from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
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

  /**
   * Deploys an active release, once on predictors of ours and once per list of others' servers: a repeat gets the deployment as it is.
   * Throws NOT_FOUND, RELEASE_REVOKED, INVALID_REQUEST for an address that is none or is named twice.
   */
  create(by: Identity, request: DeploymentRequest): Promise<Deployment> {
    const { release, external } = request;
    if (external !== undefined) checkAddresses(external.addresses);
    const replicas = external === undefined ? request.replicas : external.addresses.length;
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
      const deployments = await listDeployments(tables, { release });
      const existing = deployments.find((each) => sameServers(each.external, external));
      if (existing !== undefined) return existing;
      const number = await nextNumber(tables, 'deployment');
      const id = `deployment-${number}`;
      await tables
        .insertInto('deployment')
        .values({
          id,
          number,
          release,
          replicas,
          external: external === undefined ? null : JSON.stringify(external),
          created_at: at,
        })
        .execute();
      await nextNumber(tables, 'wanted-deployments');
      change.record('deployment.created', id, { release, replicas, ...(external ? { external } : {}) });
      return find(await listDeployments(tables, { id }), id);
    });
  }

  /** Throws NOT_FOUND, and INVALID_REQUEST for servers of others, which nobody here starts. */
  scale(by: Identity, id: string, replicas: number): Promise<Deployment> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const deployment = find(await listDeployments(tables, { id }), id);
      if (deployment.external !== undefined) {
        throw refused(
          'deployment',
          `${id} is served by others; deploy the release with the addresses it has now`,
        );
      }
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

const sameServers = (a: ExternalServers | undefined, b: ExternalServers | undefined): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

const checkAddresses = (addresses: readonly string[]): void => {
  addresses.forEach((address, i) => {
    const field = `external.addresses[${i}]`;
    const { protocol, username, password, pathname, search, hash } = new URL(address);
    if (protocol !== 'http:' && protocol !== 'https:') throw refused(field, 'must begin with http or https');
    if (username !== '' || password !== '') throw refused(field, 'must not hold a password');
    if (pathname !== '/' || search !== '' || hash !== '')
      throw refused(field, 'must be an address without a path: the protocol begins at /v2');
    if (addresses.indexOf(address) < i) throw refused(field, `${address} is named twice`);
  });
};

const refused = (field: string, problem: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${problem}` }, { field });
