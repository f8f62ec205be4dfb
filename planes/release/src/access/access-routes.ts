import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';

/** Who the bearer of a token is. */
export const accessRoutes: RouteModule = (handle) => {
  handle(releaseRoutes.whoAmI, ({ identity }) => identity);
};
