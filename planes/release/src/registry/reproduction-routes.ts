import { reproductionRoutes as routes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Reproductions } from './reproductions.ts';

export const reproductionRoutes =
  (reproductions: Reproductions): RouteModule =>
  (handle) => {
    handle(routes.addReproduction, ({ params, body, identity }) =>
      reproductions.add(identity, params.model, params.version, body),
    );
    handle(routes.listReproductions, ({ params }) => reproductions.list(params.model, params.version));
  };
