import { type Identity, type Release, SlipwayError } from '@slipway/contracts';
import type { Transaction } from 'kysely';
import { concludeExperiment } from '../endpoints/conclude-experiment.ts';
import { saveExperiment } from '../endpoints/experiment-rows.ts';
import { latestRevision } from '../endpoints/parameter-revisions.ts';
import { runningExperiments } from '../endpoints/running-experiment.ts';
import { publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import type { Change } from '../storage/change.ts';
import { nextNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { releaseOf } from './release-row.ts';

/** Where a release serves. */
interface Place {
  readonly endpoint: string;
  readonly variant: string;
}

/** Takes releases back: their predictors are no longer wanted, and no variant of them is routed to. */
export class Revocations {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * A revocation is for ever; the same again is answered. Without `force` only a release that answers nobody is taken back; with it,
   * experiments that it takes part in are stopped, and an endpoint whose active variant it is has nobody to answer.
   * Throws NOT_FOUND, RELEASE_IN_USE.
   */
  revoke(
    by: Identity,
    id: string,
    { reason, force }: { readonly reason: string; readonly force: boolean },
  ): Promise<Release> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const row = await tables.selectFrom('release').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Release', name: id });
      if (row.state === 'revoked') return releaseOf(row);
      const places = await placesOf(tables, id);
      if (!force) for (const place of places) await refuseInUse(tables, id, place);
      await tables.updateTable('release').set({ state: 'revoked' }).where('id', '=', id).execute();
      await nextNumber(tables, 'wanted-deployments');
      change.record('release.revoked', id, { reason, force });
      for (const place of places) await stopExperiments(change, place, id);
      for (const endpoint of new Set(places.map((place) => place.endpoint))) {
        await publishRouting(change, endpoint);
      }
      return { ...releaseOf(row), state: 'revoked' };
    });
  }
}

const placesOf = (tables: Transaction<ReleaseTables>, release: string): Promise<Place[]> =>
  tables
    .selectFrom('variant')
    .innerJoin('deployment', 'deployment.id', 'variant.deployment')
    .select(['variant.endpoint', 'variant.name as variant'])
    .where('deployment.release', '=', release)
    .orderBy('variant.endpoint')
    .orderBy('variant.position')
    .execute();

const takesPart =
  (variant: string) =>
  ({ experiment }: { readonly experiment: { readonly variants: readonly { readonly variant: string }[] } }) =>
    experiment.variants.some((arm) => arm.variant === variant);

const refuseInUse = async (
  tables: Transaction<ReleaseTables>,
  release: string,
  { endpoint, variant }: Place,
): Promise<void> => {
  const { view } = await tables
    .selectFrom('endpoint')
    .select('view')
    .where('name', '=', endpoint)
    .executeTakeFirstOrThrow();
  const weights = (await latestRevision(tables, endpoint))?.values.weights ?? [];
  const answers =
    view?.champion === variant ||
    weights.some((share) => share.variant === variant && share.weight > 0) ||
    (await runningExperiments(tables, endpoint)).some(takesPart(variant));
  if (answers) throw new SlipwayError('RELEASE_IN_USE', { release, variant, endpoint }, { field: 'force' });
};

const stopExperiments = async (
  change: Change,
  { endpoint, variant }: Place,
  release: string,
): Promise<void> => {
  const { tables, by, at } = change;
  const reason = `Release ${release} of variant ${variant} was revoked.`;
  const running = await runningExperiments(tables, endpoint);
  for (const { experiment } of running.filter(takesPart(variant))) {
    const ending = { promote: null, reason, cause: 'person' } as const;
    const outcome = concludeExperiment(experiment, ending, by, at);
    if (outcome.kind === 'repeated') continue;
    await saveExperiment(tables, outcome.experiment);
    change.record('experiment.stopped', endpoint, { experiment: experiment.id, ...ending });
  }
};
