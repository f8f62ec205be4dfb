import { type Endpoint, type Experiment, type Identity, SlipwayError } from '@slipway/contracts';
import type { Transaction } from 'kysely';
import { publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { assertVariantFits, refuseNamedVariant } from './assert-parameters.ts';
import { changeParameters } from './change-parameters.ts';
import { findEndpoint } from './find-endpoint.ts';
import { assertReady } from './ready-variant.ts';
import { refuseDuringExperiment } from './running-experiment.ts';

const takesPart = (variant: string) => (experiment: Experiment) =>
  experiment.variants.some((arm) => arm.variant === variant);

/** The deployments that an endpoint may send requests to. */
export class Variants {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Adds a ready deployment under a name, or gives the name another deployment. The first variant becomes the champion.
   * Throws ENDPOINT_UNKNOWN, NOT_FOUND, RELEASE_NOT_FOR_ENDPOINT, RELEASE_REVOKED, DEPLOYMENT_NOT_READY, EXPERIMENT_RUNNING,
   * RULE_INVALID and INVALID_PARAMETERS when the parameters in force read what the model does not have.
   */
  put(by: Identity, endpoint: string, name: string, deployment: string): Promise<Endpoint> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const { view } = await findEndpoint(tables, endpoint);
      const variants = await tables
        .selectFrom('variant')
        .select(['name', 'deployment', 'position'])
        .where('endpoint', '=', endpoint)
        .orderBy('position')
        .execute();
      const existing = variants.find((variant) => variant.name === name);
      if (existing?.deployment === deployment) return view!;
      const release = await releaseFor(tables, endpoint, deployment);
      await assertReady(tables, deployment);
      if (existing === undefined) {
        const position = (variants.at(-1)?.position ?? 0) + 1;
        await tables.insertInto('variant').values({ endpoint, name, position, deployment }).execute();
        change.record('variant.added', endpoint, { variant: name, deployment, release });
      } else {
        await refuseDuringExperiment(tables, endpoint, takesPart(name));
        await tables
          .updateTable('variant')
          .set({ deployment })
          .where('endpoint', '=', endpoint)
          .where('name', '=', name)
          .execute();
        change.record('variant.replaced', endpoint, {
          variant: name,
          from: existing.deployment,
          deployment,
          release,
        });
      }
      await assertVariantFits(tables, endpoint, name);
      if (variants.length === 0) {
        await changeParameters(change, endpoint, { activeVariant: name }, 'the first variant answers');
      }
      return publishRouting(change, endpoint);
    });
  }

  /** Throws ENDPOINT_UNKNOWN, NOT_FOUND, EXPERIMENT_RUNNING, VARIANT_IN_USE, and INVALID_REQUEST for the variant that answers. */
  remove(by: Identity, endpoint: string, name: string): Promise<Endpoint> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const { view } = await findEndpoint(tables, endpoint);
      // From the table, because the view holds no variant of a revoked release.
      const variant = await tables
        .selectFrom('variant')
        .innerJoin('deployment', 'deployment.id', 'variant.deployment')
        .select(['variant.deployment', 'deployment.release'])
        .where('variant.endpoint', '=', endpoint)
        .where('variant.name', '=', name)
        .executeTakeFirst();
      if (variant === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Variant', name });
      await refuseDuringExperiment(tables, endpoint, takesPart(name));
      if (view?.champion === name) {
        const reason = `variant: "${name}" answers the requests of ${endpoint}; make another variant active first`;
        throw new SlipwayError('INVALID_REQUEST', { reason }, { field: 'variant' });
      }
      await refuseNamedVariant(tables, endpoint, name);
      await tables.deleteFrom('variant').where('endpoint', '=', endpoint).where('name', '=', name).execute();
      const { deployment, release } = variant;
      change.record('variant.removed', endpoint, { variant: name, deployment, release });
      return publishRouting(change, endpoint);
    });
  }
}

/** The release of a deployment, if it was signed for this endpoint and still holds. */
const releaseFor = async (
  tables: Transaction<ReleaseTables>,
  endpoint: string,
  deployment: string,
): Promise<string> => {
  const row = await tables
    .selectFrom('deployment')
    .innerJoin('release', 'release.id', 'deployment.release')
    .select(['release.id', 'release.endpoint', 'release.state'])
    .where('deployment.id', '=', deployment)
    .executeTakeFirst();
  if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Deployment', name: deployment });
  if (row.endpoint !== endpoint) {
    const { id: release, endpoint: signed } = row;
    throw new SlipwayError('RELEASE_NOT_FOR_ENDPOINT', { release, signed, endpoint });
  }
  if (row.state === 'revoked') throw new SlipwayError('RELEASE_REVOKED', { release: row.id });
  return row.id;
};
