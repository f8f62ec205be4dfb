import { join } from 'node:path';
import { createSpoolWriter } from '@slipway/adapters/log-bus';
import { releaseRoutes, type ServingParameters, SlipwayError } from '@slipway/contracts';
import { createGateway } from '@slipway/gateway';
import { type Environment, readToken, type Service, systemClock } from '@slipway/platform';
import type { Compose } from './composition.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

/** The serving parameters that the environment sets; a revision overlays them. */
const defaultsOf = (environment: Environment): Partial<ServingParameters> => ({
  ...(environment.SLIPWAY_ACTIVATE === undefined ? {} : { activate: environment.SLIPWAY_ACTIVATE }),
  ...(environment.SLIPWAY_ACTIVE_VARIANT === undefined
    ? {}
    : { activeVariant: environment.SLIPWAY_ACTIVE_VARIANT }),
  ...(environment.SLIPWAY_TIMEOUT_MS === undefined ? {} : { timeoutMs: environment.SLIPWAY_TIMEOUT_MS }),
  ...(environment.SLIPWAY_RETRIES === undefined ? {} : { retries: environment.SLIPWAY_RETRIES }),
  ...(environment.SLIPWAY_THRESHOLD === undefined ? {} : { threshold: environment.SLIPWAY_THRESHOLD }),
});

const keyOf = async (file: string | undefined): Promise<{ key: string } | object> => {
  if (file === undefined) return {};
  const key = await readToken(file);
  // Falling back to an open gateway because a file cannot be read would be the worst answer.
  if (key === null || key === '')
    throw new SlipwayError(
      'INVALID_CONFIGURATION',
      { reason: `SLIPWAY_GATEWAY_KEY_FILE: ${file} cannot be read` },
      { field: 'SLIPWAY_GATEWAY_KEY_FILE' },
    );
  return { key };
};

/** What clients call. It needs no other process to answer but its predictors. */
export const composeGateway: Compose = async ({ environment, directory, logger, control }) => {
  const name = environment.SLIPWAY_PROCESS_NAME ?? 'gateway';
  const log = createSpoolWriter({
    directory: directory.spool,
    gateway: name,
    segmentSeconds: environment.SLIPWAY_SEGMENT_SECONDS,
    segmentBytes: environment.SLIPWAY_SEGMENT_BYTES,
    logger,
    clock: systemClock,
  });
  const gateway = createGateway({
    name,
    follow: (after, signal) =>
      control.call(releaseRoutes.routingTable, { query: { after, waitSeconds: 20 } }, { signal }),
    cacheFile: join(directory.cache(name), 'routing.json'),
    trustedKeys: await loadTrustedKeys(directory),
    log,
    defaults: defaultsOf(environment),
    server: {
      host: environment.SLIPWAY_HOST,
      port: environment.SLIPWAY_PORT,
      bodyLimit: environment.SLIPWAY_BODY_LIMIT,
      ...(await keyOf(environment.SLIPWAY_GATEWAY_KEY_FILE)),
    },
    logger,
    clock: systemClock,
  });
  const spool: Service = { name: 'spool', start: async () => undefined, stop: () => log.close() };
  return [spool, gateway];
};
