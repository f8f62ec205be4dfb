import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFileBlobs } from '@slipway/adapters/file-blobs';
import { createSpoolWriter } from '@slipway/adapters/log-bus';
import { LocalPredictorHost } from '@slipway/cli/local-predictor-host';
import { doorSettings, executionSettings } from '@slipway/cli/predictor-settings';
import { RoutingTable, TrustedKeys, WantedDeployment } from '@slipway/contracts';
import { createGateway } from '@slipway/gateway';
import {
  createLogger,
  dataDirectory,
  holdLifeline,
  type LogWriter,
  readEnvironment,
  readJson,
} from '@slipway/platform';
import { createPredictor } from '@slipway/predictor';
import { freePort } from '../load/free-port.ts';

/**
 * The gateway as the product composes it, with two differences that a bench needs: its routing document comes from a file
 * (first parameter), and its log can be left out (second parameter: `spool` or `none`), which the product does not offer.
 * With a deployment file (third parameter) the predictor is in this process, in place of those that the document names.
 */
const LEFT_OUT: LogWriter = {
  declare: () => undefined,
  append: async () => undefined,
  close: async () => undefined,
};

const [routingFile = '', log = '', deploymentFile] = process.argv.slice(2);
const environment = readEnvironment();
const directory = dataDirectory(environment.SLIPWAY_DATA_DIR ?? '');
const logger = createLogger('gateway', environment.SLIPWAY_LOG_LEVEL);
const trustedKeys = TrustedKeys.parse(await readJson(directory.trustedKeys));
const name = deploymentFile === undefined ? 'gateway' : 'one-process';

const writer =
  log === 'spool'
    ? createSpoolWriter({
        directory: directory.spool,
        gateway: name,
        segmentSeconds: environment.SLIPWAY_SEGMENT_SECONDS,
        segmentBytes: environment.SLIPWAY_SEGMENT_BYTES,
        logger,
      })
    : LEFT_OUT;

const startLocal = async (file: string): Promise<LocalPredictorHost> => {
  const host = new LocalPredictorHost({
    portOf: freePort,
    create: async ({ deployment }, port) =>
      createPredictor({
        deployment: async () => deployment,
        trustedKeys,
        blobs: createFileBlobs(directory.blobs),
        ...executionSettings(environment),
        server: { ...doorSettings(environment, port), grpcPort: undefined },
        logger,
      }),
    logger,
  });
  await host.apply([{ id: 'predictor-1', deployment: WantedDeployment.parse(await readJson(file)) }]);
  return host;
};
const local = deploymentFile === undefined ? null : await startLocal(deploymentFile);

const readTable = async (): Promise<RoutingTable> => {
  const table = RoutingTable.parse(await readJson(routingFile));
  const [report] = (await local?.reports()) ?? [];
  if (!report?.address) return table;
  const predictors = [{ id: report.id, address: report.address }];
  const endpoints = table.endpoints.map((endpoint) => ({
    ...endpoint,
    variants: endpoint.variants.map((variant) => ({ ...variant, predictors })),
  }));
  return { ...table, endpoints };
};
const table = await readTable();

const gateway = createGateway({
  name,
  follow: async (after, signal) => {
    // Nothing new: the answer of a long poll when its wait is over.
    if (after === table.revision) await sleep(20_000, undefined, { signal });
    return table;
  },
  cacheFile: join(dirname(routingFile), `cache-${name}-${log}.json`),
  trustedKeys,
  ...(local === null ? {} : { local }),
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
    await local?.stop();
    await writer.close();
  },
  logger,
  supervisorPid: environment.SLIPWAY_SUPERVISOR_PID,
});
