import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Parameters } from './parameters.ts';

/** Serving parameters of endpoints: set, tried, rolled back. */
export const parameterRoutes =
  (parameters: Parameters): RouteModule =>
  (handle) => {
    handle(releaseRoutes.setParameters, ({ params, body, identity }) =>
      parameters.set(identity, params.endpoint, body),
    );
    handle(releaseRoutes.tryParameters, ({ params, body }) => parameters.try(params.endpoint, body));
    handle(releaseRoutes.rollbackParameters, ({ params, body, identity }) =>
      parameters.rollback(identity, params.endpoint, body),
    );
    handle(releaseRoutes.listParameterRevisions, ({ params }) => parameters.revisions(params.endpoint));
  };
