import { join } from 'node:path';
import { type Release, releaseRoutes, SlipwayError, WantedDeployment } from '@slipway/contracts';
import { type ContractClient, readJson, writeAtomically } from '@slipway/platform';
import type { ModelChoice } from './model-choice.ts';

export interface FollowedReleaseOptions {
  readonly choice: Exclude<ModelChoice, { readonly kind: 'directory' }>;
  readonly control: ContractClient;
  /** Directory of the copy for when the release plane cannot be reached. */
  readonly cache: string;
}

const PAGE = 200;

/**
 * Asks the release plane for what SLIPWAY_MODEL names, the newest active release of a version; without it the copy of last
 * time is taken. Throws NOT_FOUND, RELEASE_REVOKED, UNAVAILABLE.
 */
export const followedRelease =
  ({ choice, control, cache }: FollowedReleaseOptions): (() => Promise<WantedDeployment>) =>
  async () => {
    const name = choice.kind === 'release' ? choice.release : `${choice.model}@${choice.version}`;
    const file = join(cache, `${name}.json`);
    try {
      const { id, model, version, artifact, envelope } = await fetchRelease(choice, control);
      const wanted: WantedDeployment = { id, release: id, model, version, artifact, envelope, replicas: 1 };
      await writeAtomically(file, JSON.stringify(wanted));
      return wanted;
    } catch (error) {
      const away = error instanceof SlipwayError && ['unavailable', 'timeout'].includes(error.kind);
      const copy = away ? WantedDeployment.safeParse(await readJson(file).catch(() => null)) : undefined;
      if (copy?.success) return copy.data;
      throw error;
    }
  };

const fetchRelease = async (
  choice: FollowedReleaseOptions['choice'],
  control: ContractClient,
): Promise<Release> => {
  if (choice.kind === 'release') {
    const { release } = await control.call(releaseRoutes.getRelease, { params: { release: choice.release } });
    if (release.state === 'revoked') throw new SlipwayError('RELEASE_REVOKED', { release: release.id });
    return release;
  }
  const { model, version } = choice;
  let before: string | undefined;
  do {
    const page = await control.call(releaseRoutes.listReleases, {
      query: { model, limit: PAGE, ...(before === undefined ? {} : { before }) },
    });
    const found = page.items.find((release) => release.version === version && release.state === 'active');
    if (found) return found;
    before = page.next ?? undefined;
  } while (before !== undefined);
  throw new SlipwayError('NOT_FOUND', { what: 'Active release', name: `${model}@${version}` });
};
