import { reuseRoutes as routes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { LeaseBook } from './lease-book.ts';
import type { ReproductionBook } from './reproduction-book.ts';

/** The door for what was done before. */
export const reuseRoutes =
  ({
    leases,
    reproductions,
  }: {
    readonly leases: LeaseBook;
    readonly reproductions: ReproductionBook;
  }): RouteModule =>
  (handle) => {
    handle(routes.reproduceRun, ({ params, body, identity }) =>
      reproductions.start(params.run, body.tolerance, identity.subject),
    );
    handle(routes.reuseStep, async ({ params, body }) => ({
      reused: await leases.reuse(params.lease, body),
    }));
  };
