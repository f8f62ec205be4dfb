import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { RoutingDocument } from '../routing/routing-document.ts';
import type { RoutingHistory } from '../routing/routing-history.ts';
import type { Endpoints } from './endpoints.ts';
import type { Experiments } from './experiments.ts';
import { planExperiment } from './plan-experiment.ts';
import type { Variants } from './variants.ts';

/** Endpoints, their variants, and the routing that follows from them. */
export const endpointRoutes =
  (
    endpoints: Endpoints,
    variants: Variants,
    routing: { readonly document: RoutingDocument; readonly history: RoutingHistory },
  ): RouteModule =>
  (handle) => {
    handle(releaseRoutes.routingTable, ({ query, signal }) => routing.document.follow({ ...query, signal }));
    handle(releaseRoutes.putEndpoint, ({ params, body, identity }) =>
      endpoints.put(identity, params.endpoint, body),
    );
    handle(releaseRoutes.listEndpoints, () => endpoints.list());
    handle(releaseRoutes.getEndpoint, ({ params }) => endpoints.get(params.endpoint));
    handle(releaseRoutes.deleteEndpoint, async ({ params, identity }) => {
      await endpoints.close(identity, params.endpoint);
      return {};
    });
    handle(releaseRoutes.endpointAt, ({ params, query }) => routing.history.at(params.endpoint, query.at));
    handle(releaseRoutes.putVariant, ({ params, body, identity }) =>
      variants.put(identity, params.endpoint, params.variant, body.deployment),
    );
    handle(releaseRoutes.deleteVariant, ({ params, identity }) =>
      variants.remove(identity, params.endpoint, params.variant),
    );
  };

export const experimentRoutes =
  (experiments: Experiments): RouteModule =>
  (handle) => {
    handle(releaseRoutes.startExperiment, ({ params, body, identity }) =>
      experiments.start(identity, params.endpoint, body),
    );
    handle(releaseRoutes.listExperiments, ({ params }) => experiments.list(params.endpoint));
    handle(releaseRoutes.getExperiment, ({ params }) => experiments.get(params.endpoint, params.experiment));
    handle(releaseRoutes.changeExperiment, ({ params, body, identity }) =>
      experiments.change(identity, params.endpoint, params.experiment, body),
    );
    handle(releaseRoutes.stopExperiment, ({ params, body, identity }) =>
      experiments.stop(identity, params.endpoint, params.experiment, { ...body, cause: 'person' }),
    );
    handle(releaseRoutes.planExperiment, ({ body }) => planExperiment(body));
  };
