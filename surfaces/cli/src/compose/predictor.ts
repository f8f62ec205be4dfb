import { SlipwayError, WantedDeployment } from '@slipway/contracts';
import { readJson, systemClock } from '@slipway/platform';
import { createPredictor } from '@slipway/predictor';
import { composeBlobs } from './blobs.ts';
import type { Compose } from './composition.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

/** One prediction server that holds one released model. */
export const composePredictor: Compose = async ({ environment, directory, logger }) => {
  const file = environment.SLIPWAY_DEPLOYMENT_FILE;
  if (file === undefined)
    throw new SlipwayError(
      'INVALID_CONFIGURATION',
      { reason: 'SLIPWAY_DEPLOYMENT_FILE is not set' },
      { field: 'SLIPWAY_DEPLOYMENT_FILE' },
    );
  const predictor = createPredictor({
    deployment: WantedDeployment.parse(await readJson(file)),
    trustedKeys: await loadTrustedKeys(directory),
    blobs: composeBlobs(directory),
    server: {
      host: environment.SLIPWAY_HOST,
      port: environment.SLIPWAY_PORT,
      bodyLimit: environment.SLIPWAY_BODY_LIMIT,
      name: 'slipway',
    },
    logger,
    clock: systemClock,
  });
  return [predictor];
};
