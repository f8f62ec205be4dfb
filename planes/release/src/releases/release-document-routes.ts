import { releaseRoutes, type TrustedKeys } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Releases } from './releases.ts';
import type { Revocations } from './revocations.ts';

/** Releases and the public keys that check them. */
export const releaseDocumentRoutes =
  (releases: Releases, revocations: Revocations, trustedKeys: TrustedKeys): RouteModule =>
  (handle) => {
    handle(releaseRoutes.listReleases, ({ query }) => releases.list(query));
    handle(releaseRoutes.getRelease, ({ params }) => releases.get(params.release));
    handle(releaseRoutes.revokeRelease, ({ params, body, identity }) =>
      revocations.revoke(identity, params.release, body),
    );
    handle(releaseRoutes.trustedKeys, () => trustedKeys);
  };
