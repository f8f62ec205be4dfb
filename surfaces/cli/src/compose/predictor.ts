import { createSpoolWriter } from '@slipway/adapters/log-bus';
import { type LogWriter, type Service, systemClock } from '@slipway/platform';
import { createDeploymentFollower, createPredictor } from '@slipway/predictor';
import type { Compose, CompositionContext } from './composition.ts';
import { directLogSettings, doorSettings, executionSettings } from './predictor-settings.ts';
import { servedDeployment } from './served-deployment.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

/** Beside those of the gateways: the recorder takes the segments of all of them. */
const openLog = ({ environment, directory, logger }: CompositionContext, name: string): LogWriter =>
  createSpoolWriter({
    directory: directory.spool,
    gateway: name,
    segmentSeconds: environment.SLIPWAY_SEGMENT_SECONDS,
    segmentBytes: environment.SLIPWAY_SEGMENT_BYTES,
    durability: environment.SLIPWAY_LOG_DURABILITY,
    onFull: environment.SLIPWAY_LOG_FULL,
    logger,
    clock: systemClock,
  });

const spoolOf = (log: LogWriter): Service => ({
  name: 'spool',
  start: async () => undefined,
  stop: () => log.close(),
});

/** One prediction server that holds one released model, and takes over the next one that its file names. */
export const composePredictor: Compose = async (context) => {
  const { environment, directory, logger } = context;
  const { deployment, blobs, file } = servedDeployment(context);
  const name = environment.SLIPWAY_PROCESS_NAME ?? 'predictor';
  const log = environment.SLIPWAY_DIRECT_LOG === 'off' ? null : openLog(context, name);
  const predictor = createPredictor({
    deployment,
    trustedKeys: await loadTrustedKeys(directory),
    blobs,
    ...executionSettings(environment),
    ...(log === null ? {} : directLogSettings(environment, log, name)),
    server: doorSettings(environment, environment.SLIPWAY_PORT),
    logger,
    clock: systemClock,
  });
  const services: Service[] = [...(log === null ? [] : [spoolOf(log)]), predictor];
  if (file !== null)
    services.push(createDeploymentFollower({ file, logger, onChange: () => predictor.load(deployment) }));
  return services;
};
