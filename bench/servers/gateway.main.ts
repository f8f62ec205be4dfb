import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSpoolWriter } from '@slipway/adapters/log-bus';
import { RoutingTable, TrustedKeys } from '@slipway/contracts';
import { createGateway } from '@slipway/gateway';
import {
  createLogger,
  dataDirectory,
  holdLifeline,
  type LogWriter,
  readEnvironment,
  readJson,
} from '@slipway/platform';

/**
 * The gateway as the product composes it, with two differences that a bench needs: its routing document comes from a file
 * (first parameter), and its log can be left out (second parameter: `spool` or `none`), which the product does not offer.
 */
const LEFT_OUT: LogWriter = {
  declare: () => undefined,
  append: async () => undefined,
  close: async () => undefined,
};

const [routingFile = '', log = ''] = process.argv.slice(2);
const environment = readEnvironment();
const directory = dataDirectory(environment.SLIPWAY_DATA_DIR ?? '');
const logger = createLogger('gateway', environment.SLIPWAY_LOG_LEVEL);
const table = RoutingTable.parse(await readJson(routingFile));

const writer =
  log === 'spool'
    ? createSpoolWriter({
        directory: directory.spool,
        gateway: 'gateway',
        segmentSeconds: environment.SLIPWAY_SEGMENT_SECONDS,
        segmentBytes: environment.SLIPWAY_SEGMENT_BYTES,
        logger,
      })
    : LEFT_OUT;

const gateway = createGateway({
  name: 'gateway',
  follow: async (after, signal) => {
    // Nothing new: the answer of a long poll when its wait is over.
    if (after === table.revision) await sleep(20_000, undefined, { signal });
    return table;
  },
  cacheFile: join(dirname(routingFile), `cache-${log}.json`),
  trustedKeys: TrustedKeys.parse(await readJson(directory.trustedKeys)),
  log: writer,
  defaults: {},
  server: {
    host: environment.SLIPWAY_HOST,
    port: environment.SLIPWAY_PORT,
    bodyLimit: environment.SLIPWAY_BODY_LIMIT,
  },
  logger,
});
await gateway.start();

holdLifeline({
  stop: async () => {
    await gateway.stop();
    await writer.close();
  },
  logger,
  supervisorPid: environment.SLIPWAY_SUPERVISOR_PID,
});
