import { flushCompileCache } from 'node:module';
import { SlipwayError } from '@slipway/contracts';
import {
  createContractClient,
  createLogger,
  dataDirectory,
  holdLifeline,
  loadAuthenticate,
  readEnvironment,
  readToken,
  startServices,
} from '@slipway/platform';
import type { Compose } from './composition.ts';
import { collectStartGarbage } from './start-garbage.ts';

/** Each process loads its own planes only: nothing of training is in the memory of serving. */
const PROCESSES: Readonly<Record<string, () => Promise<Compose>>> = {
  control: async () => (await import('./control.ts')).composeControl,
  log: async () => (await import('./log.ts')).composeLog,
  gateway: async () => (await import('./gateway.ts')).composeGateway,
  predictor: async () => (await import('./predictor.ts')).composePredictor,
  worker: async () => (await import('./worker.ts')).composeWorker,
};

/** Serving asks nobody for a token of this list, and starts where there is none: in an image with nothing but its model. */
const SERVING: ReadonlySet<string> = new Set(['gateway', 'predictor']);

const run = async () => {
  const environment = readEnvironment();
  const name = process.argv[2] ?? '';
  const load = PROCESSES[name];
  if (load === undefined || environment.SLIPWAY_DATA_DIR === undefined) {
    throw new SlipwayError('INVALID_CONFIGURATION', {
      reason: `process "${name}" needs SLIPWAY_DATA_DIR and one of the names ${Object.keys(PROCESSES).join(', ')}`,
    });
  }
  const directory = dataDirectory(environment.SLIPWAY_DATA_DIR);
  const logger = createLogger(environment.SLIPWAY_PROCESS_NAME ?? name, environment.SLIPWAY_LOG_LEVEL);
  const token = environment.SLIPWAY_TOKEN_FILE
    ? ((await readToken(environment.SLIPWAY_TOKEN_FILE)) ?? undefined)
    : undefined;
  const compose = await load();
  const services = await compose({
    environment,
    directory,
    logger,
    authenticate: SERVING.has(name) ? () => null : await loadAuthenticate(directory),
    control: createContractClient(environment.SLIPWAY_CONTROL_URL ?? '', token),
    log: createContractClient(environment.SLIPWAY_LOG_URL ?? '', token),
  });
  const started = await startServices(services, logger);
  holdLifeline({ stop: started.stop, logger, supervisorPid: environment.SLIPWAY_SUPERVISOR_PID });
  process.channel?.unref();
  logger.info('started');
  // Node writes the cache at an orderly end only; a process that is killed starts quickly again all the same.
  flushCompileCache();
  collectStartGarbage();
};

run().catch((thrown: unknown) => {
  const { code, message } = SlipwayError.from(thrown);
  process.stderr.write(`${JSON.stringify({ level: 60, code, message, stack: (thrown as Error)?.stack })}\n`);
  if (!process.send) process.exit(1);
  process.send({ kind: 'failed', code, message }, () => process.exit(1));
});
