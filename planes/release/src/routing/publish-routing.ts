import type { Endpoint } from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
import type { Transaction } from 'kysely';
import { predictorOf } from '../deployments/deployment-rows.ts';
import { findEndpoint } from '../endpoints/find-endpoint.ts';
import { runningExperiments } from '../endpoints/running-experiment.ts';
import type { Change } from '../storage/change.ts';
import { nextNumber } from '../storage/counter.ts';
import { iso } from '../storage/iso.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { type EndpointParts, endpointView } from './endpoint-view.ts';

/**
 * Makes the routing of an endpoint from its parts, inside the change of a part. When it differs from what was published last,
 * the global revision grows and the history keeps it. The change must hold `lockRouting`.
 */
export const publishRouting = async (change: Change, name: string): Promise<Endpoint> => {
  const { tables, at } = change;
  const endpoint = await findEndpoint(tables, name);
  const fresh = endpointView({
    ...(await partsOf(tables, name)),
    name,
    unit: endpoint.unit,
    createdAt: iso(endpoint.created_at),
  });
  const { view: published } = endpoint;
  if (published !== null) {
    const { revision: _, ...last } = published;
    if (canonicalJson(last) === canonicalJson(fresh)) return published;
  }
  const revision = await nextNumber(tables, 'routing');
  const view: Endpoint = { ...fresh, revision };
  await tables
    .updateTable('endpoint')
    .set({ view: JSON.stringify(view) })
    .where('name', '=', name)
    .execute();
  await tables
    .insertInto('routing_history')
    .values({ endpoint: name, revision, at, view: JSON.stringify(view) })
    .execute();
  return view;
};

/** Takes an endpoint out of the routing: a revision of its own, and an end in the history. */
export const publishClosing = async ({ tables, at }: Change, name: string): Promise<void> => {
  const revision = await nextNumber(tables, 'routing');
  await tables.insertInto('routing_history').values({ endpoint: name, revision, at, view: null }).execute();
};

const partsOf = async (
  tables: Transaction<ReleaseTables>,
  name: string,
): Promise<Pick<EndpointParts, 'variants' | 'predictors' | 'parameters' | 'experiments'>> => {
  const variants = await tables
    .selectFrom('variant')
    .innerJoin('deployment', 'deployment.id', 'variant.deployment')
    .innerJoin('release', 'release.id', 'deployment.release')
    .select([
      'variant.name',
      'variant.deployment',
      'release.model',
      'release.version',
      'deployment.release',
      'deployment.external',
      'release.artifact',
    ])
    .where('variant.endpoint', '=', name)
    .where('release.state', '=', 'active')
    .orderBy('variant.position')
    .execute();
  const predictors = await tables
    .selectFrom('predictor')
    .innerJoin('variant', 'variant.deployment', 'predictor.deployment')
    .selectAll('predictor')
    .where('variant.endpoint', '=', name)
    .orderBy('predictor.id')
    .distinct()
    .execute();
  const parameters = await tables
    .selectFrom('parameter_revision')
    .select(['revision', 'values'])
    .where('endpoint', '=', name)
    .orderBy('revision', 'desc')
    .executeTakeFirstOrThrow();
  const running = await runningExperiments(tables, name);
  return {
    variants: variants.map(({ external, ...variant }) => ({
      ...variant,
      ...(external === null ? {} : { servedAs: external.servedAs ?? variant.model }),
    })),
    predictors: predictors.map(predictorOf),
    parameters,
    experiments: running.map(({ experiment }) => experiment),
  };
};
