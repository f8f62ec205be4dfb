import { releaseRoutes, type TrustedKeys } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Releases } from './releases.ts';

/** Releases and the public keys that check them. */
export const releaseDocumentRoutes =
  (releases: Releases, trustedKeys: TrustedKeys): RouteModule =>
  (handle) => {
    handle(releaseRoutes.listReleases, ({ query }) => releases.list(query));
    handle(releaseRoutes.getRelease, ({ params }) => releases.get(params.release));
    handle(releaseRoutes.trustedKeys, () => trustedKeys);
  };
