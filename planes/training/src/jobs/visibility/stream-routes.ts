import { runStreamRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { RunFollower } from './run-follower.ts';

/** `Last-Event-ID` of a client that lost the connection; null when it sent none that we gave out. */
const lastEventId = (header: string | string[] | undefined): number | null =>
  typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : null;

/** Runs as they go on. */
export const followRoutes =
  (follower: RunFollower): RouteModule =>
  (_handle, follow) => {
    follow(runStreamRoutes.followRun, ({ params, query, headers, identity, signal }) =>
      follower.follow({
        run: params.run,
        after: lastEventId(headers['last-event-id']) ?? query.after,
        reader: identity.subject,
        signal,
      }),
    );
  };
