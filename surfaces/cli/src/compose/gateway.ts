import { join } from 'node:path';
import { createSpoolWriter } from '@slipway/adapters/log-bus';
import { releaseRoutes, SlipwayError } from '@slipway/contracts';
import { createGateway } from '@slipway/gateway';
import { openTracing, readToken, type Service, systemClock } from '@slipway/platform';
import type { Compose } from './composition.ts';
import { readServingDefaults } from './serving-defaults.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

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
export const composeGateway: Compose = async (context) => {
  const { environment, directory, logger, control } = context;
  const name = environment.SLIPWAY_PROCESS_NAME ?? 'gateway';
  const log = createSpoolWriter({
    directory: directory.spool,
    gateway: name,
    segmentSeconds: environment.SLIPWAY_SEGMENT_SECONDS,
    segmentBytes: environment.SLIPWAY_SEGMENT_BYTES,
    durability: environment.SLIPWAY_LOG_DURABILITY,
    onFull: environment.SLIPWAY_LOG_FULL,
    logger,
    clock: systemClock,
  });
  // Loaded only then: a gateway without predictors needs no ONNX Runtime.
  const one = environment.SLIPWAY_ONE_PROCESS
    ? await (await import('./one-process.ts')).composeOneProcess(context, log)
    : null;
  const { SLIPWAY_OTLP_URL: url, SLIPWAY_TRACE_SAMPLING: sampling } = environment;
  const tracing = url
    ? await openTracing({ url, sampling, service: 'slipway-gateway', instance: name })
    : null;
  const gateway = createGateway({
    name,
    accessLog: environment.SLIPWAY_ACCESS_LOG,
    tracing,
    ...(one === null ? {} : { local: one.predictors }),
    follow: (after, signal) =>
      control.call(releaseRoutes.routingTable, { query: { after, waitSeconds: 20 } }, { signal }),
    cacheFile: join(directory.cache(name), 'routing.json'),
    trustedKeys: await loadTrustedKeys(directory),
    log,
    hashKeyFile: directory.hashKey,
    defaults: await readServingDefaults(environment),
    server: {
      host: environment.SLIPWAY_HOST,
      port: environment.SLIPWAY_PORT,
      bodyLimit: environment.SLIPWAY_BODY_LIMIT,
      allowedOrigins: environment.SLIPWAY_ALLOWED_ORIGINS,
      drainMs: environment.SLIPWAY_DRAIN_MS,
      ...(await keyOf(environment.SLIPWAY_GATEWAY_KEY_FILE)),
    },
    logger,
    clock: systemClock,
  });
  const spool: Service = { name: 'spool', start: async () => undefined, stop: () => log.close() };
  const traces: Service = {
    name: 'traces',
    start: async () => undefined,
    stop: async () => tracing?.close(),
  };
  return [traces, spool, ...(one?.services ?? []), gateway];
};
