import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Envelope, Release, SlipwayError, WantedDeployment } from '@slipway/contracts';
import { type Blobs, digestOf, readJson } from '@slipway/platform';
import { wantedOf } from '@slipway/predictor';
import { z } from 'zod';

/** The signed release beside the model: the bare envelope, the release as the release plane gives it, or a deployment. */
const RELEASE_FILE = 'release.json';
const MODEL_FILES = ['model.onnx', 'signature.json', 'samples.json'];
const ReleaseFile = z.union([
  Envelope,
  WantedDeployment.transform(({ envelope }) => envelope),
  Release.transform(({ envelope }) => envelope),
  z.object({ release: Release }).transform(({ release }) => release.envelope),
]);

/** A directory with a model and its signed release, as an image carries them (the model-in-image pattern). */
export interface ModelDirectory {
  readonly releaseFile: string;
  /** What the release file says, unverified. Throws BLOB_NOT_FOUND without one, RELEASE_UNSIGNED when it is none. */
  readonly deployment: () => Promise<WantedDeployment>;
  /** The files by their digests. */
  readonly blobs: Pick<Blobs, 'get'>;
}

export const modelDirectory = (directory: string): ModelDirectory => {
  const releaseFile = join(directory, RELEASE_FILE);
  return {
    releaseFile,
    deployment: async () => {
      const parsed = ReleaseFile.safeParse(await readJson(releaseFile).catch(() => undefined));
      if (parsed.success) return wantedOf(parsed.data);
      throw new SlipwayError(
        'RELEASE_UNSIGNED',
        { reason: `${releaseFile} is missing or holds no signed release` },
        { cause: parsed.error },
      );
    },
    blobs: {
      get: async (digest) => {
        for (const name of MODEL_FILES) {
          const bytes = await readFile(join(directory, name)).catch(() => null);
          if (bytes !== null && digestOf(bytes) === digest) return bytes;
        }
        throw new SlipwayError('BLOB_NOT_FOUND', { digest });
      },
    },
  };
};
