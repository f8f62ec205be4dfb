import { join } from 'node:path';
import { type LogWriter, type Service, systemClock } from '@slipway/platform';
import { createPredictor } from '@slipway/predictor';
import { keptPort } from '../supervisor/kept-ports.ts';
import { composeBlobs } from './blobs.ts';
import type { CompositionContext } from './composition.ts';
import { composeDeployer } from './deployer.ts';
import { LocalPredictorHost } from './local-predictor-host.ts';
import { directLogSettings, doorSettings, executionSettings } from './predictor-settings.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

export interface OneProcess {
  readonly predictors: LocalPredictorHost;
  /** In the order of their start, before the gateway. */
  readonly services: readonly Service[];
}

/** The predictors of all wanted deployments inside of the gateway's process (the web single pattern), with the deployer that follows them. */
export const composeOneProcess = async (
  { environment, directory, control, logger }: CompositionContext,
  log: LogWriter,
): Promise<OneProcess> => {
  const trustedKeys = await loadTrustedKeys(directory);
  const blobs = composeBlobs(directory);
  const kept = join(directory.cache('deployer'), 'predictors');
  const predictors = new LocalPredictorHost({
    portOf: (id) => keptPort(environment.SLIPWAY_HOST, kept, id),
    create: async ({ id, deployment }, port) =>
      createPredictor({
        deployment,
        trustedKeys,
        blobs,
        ...executionSettings(environment),
        ...directLogSettings(environment, log, id),
        // Each on a port of its own: one for all of them can only be a free one.
        server: { ...doorSettings(environment, port), grpcPort: environment.SLIPWAY_GRPC ? 0 : undefined },
        logger: logger.child({ predictor: id }),
        clock: systemClock,
      }),
    logger,
  });
  const deployer = composeDeployer({ control, host: predictors, directory, logger });
  return { predictors, services: [predictors, deployer] };
};
