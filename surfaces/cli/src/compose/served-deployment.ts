import { SlipwayError, WantedDeployment } from '@slipway/contracts';
import { type Blobs, readJson } from '@slipway/platform';
import type { DeploymentSource } from '@slipway/predictor';
import { composeBlobs } from './blobs.ts';
import type { CompositionContext } from './composition.ts';
import { followedRelease } from './followed-release.ts';
import { parseModelChoice } from './model-choice.ts';
import { modelDirectory } from './model-directory.ts';

/** What a predictor serves, as its environment says. */
export interface ServedDeployment {
  readonly deployment: DeploymentSource;
  readonly blobs: Pick<Blobs, 'get'>;
  /** The file that tells of a new deployment when it is written anew; null: there is none. */
  readonly file: string | null;
}

/** SLIPWAY_DEPLOYMENT_FILE, which the supervisor writes, or SLIPWAY_MODEL. Throws INVALID_CONFIGURATION. */
export const servedDeployment = ({
  environment,
  directory,
  control,
}: Pick<CompositionContext, 'environment' | 'directory' | 'control'>): ServedDeployment => {
  const { SLIPWAY_DEPLOYMENT_FILE: file, SLIPWAY_MODEL: model } = environment;
  if ((file === undefined) === (model === undefined))
    throw invalid('set one of SLIPWAY_DEPLOYMENT_FILE and SLIPWAY_MODEL', 'SLIPWAY_DEPLOYMENT_FILE');
  const blobs = composeBlobs(directory);
  if (file !== undefined) return { deployment: () => readDeployment(file), blobs, file };
  const choice = parseModelChoice(model!);
  if (choice.kind === 'directory') {
    const { deployment, blobs: files, releaseFile } = modelDirectory(choice.directory);
    return { deployment, blobs: files, file: releaseFile };
  }
  if (environment.SLIPWAY_CONTROL_URL === undefined)
    throw invalid(
      `SLIPWAY_MODEL=${model} needs SLIPWAY_CONTROL_URL, or name a directory`,
      'SLIPWAY_CONTROL_URL',
    );
  const cache = directory.cache(environment.SLIPWAY_PROCESS_NAME ?? 'predictor');
  return { deployment: followedRelease({ choice, control, cache }), blobs, file: null };
};

const invalid = (reason: string, field: string): SlipwayError =>
  new SlipwayError('INVALID_CONFIGURATION', { reason }, { field });

const readDeployment = async (file: string): Promise<WantedDeployment> => {
  const parsed = WantedDeployment.safeParse(await readJson(file).catch(() => undefined));
  if (parsed.success) return parsed.data;
  const reason = `${file} is missing or holds no deployment`;
  throw new SlipwayError('RELEASE_UNSIGNED', { reason }, { cause: parsed.error });
};
