import { join } from 'node:path';
import { createDeployer } from '@slipway/deployer';
import type { ContractClient, DataDirectory, Logger, PredictorHost, Service } from '@slipway/platform';
import { composeBlobs } from './blobs.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

/** The deployer of the embedded profile; its host are child processes of the supervisor. */
export const composeDeployer = (options: {
  readonly control: ContractClient;
  readonly host: PredictorHost;
  readonly directory: DataDirectory;
  readonly logger: Logger;
}): Service => {
  const { control, host, directory, logger } = options;
  return createDeployer({
    control,
    host,
    logger,
    cacheFile: join(directory.cache('deployer'), 'deployments.json'),
    external: { blobs: composeBlobs(directory), trustedKeys: () => loadTrustedKeys(directory) },
  });
};
