import { join, resolve } from 'node:path';
import type { BenchContext } from '../bench.ts';
import { freePort } from '../load/free-port.ts';
import { startServerProcess } from '../load/server-process.ts';
import type { ReleasedModel } from '../model/released-model.ts';

/** What `slipway up` starts its processes from. */
export const PROCESS_ENTRY = resolve(import.meta.dirname, '../../surfaces/cli/src/compose/process.main.ts');
const QUIET = '--disable-warning=ExperimentalWarning';
/** As the supervisor starts its processes: HEAP_FLAGS in surfaces/cli/src/supervisor/stack.ts. */
const PREDICTOR_FLAGS = ['--max-semi-space-size=8', '--no-allocation-site-pretenuring'];
const GATEWAY_FLAGS = [
  '--max-semi-space-size=32',
  '--semi-space-growth-factor=16',
  '--no-allocation-site-pretenuring',
];

export interface RunningServer {
  readonly pid: number;
  /** `http://host:port` */
  readonly address: string;
}

const start = async (
  program: readonly string[],
  { ready = '', ...options }: { ready?: string; environment?: Readonly<Record<string, string>> },
  context: BenchContext,
): Promise<RunningServer> => {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const environment = { ...options.environment, SLIPWAY_PORT: String(port), SLIPWAY_LOG_LEVEL: 'error' };
  const command = [process.execPath, QUIET, ...program];
  const pid = await startServerProcess({ command, environment, readyUrl: address + ready }, context);
  return { pid, address };
};

/** A server that reads a request and answers `bytes` bytes. */
export const startEcho = (bytes: number, context: BenchContext): Promise<RunningServer> =>
  start([join(import.meta.dirname, 'echo.main.ts'), String(bytes)], {}, context);

/** The predictor process of the product, started as its supervisor does. */
export const startPredictor = (
  { directory, deploymentFile }: ReleasedModel,
  context: BenchContext,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningServer> => {
  const environment = {
    SLIPWAY_DATA_DIR: directory.root,
    SLIPWAY_DEPLOYMENT_FILE: deploymentFile,
    SLIPWAY_PROCESS_NAME: 'predictor',
    // What is asked directly would be logged, and nobody reads the spool of a bench.
    SLIPWAY_DIRECT_LOG: 'off',
    ...more,
  };
  return start(
    [...PREDICTOR_FLAGS, PROCESS_ENTRY, 'predictor'],
    { environment, ready: '/health/ready' },
    context,
  );
};

/**
 * A gateway that follows the routing document in the file, with its log in the spool of the data directory or without one, and
 * with the predictor in its own process when it is `alone`.
 */
export const startGateway = (
  { directory, name, deploymentFile }: ReleasedModel,
  given: { readonly routingFile: string; readonly log: 'spool' | 'none'; readonly alone?: boolean },
  context: BenchContext,
): Promise<RunningServer> => {
  const { routingFile, log, alone = false } = given;
  const environment = { SLIPWAY_DATA_DIR: directory.root };
  const program = [...GATEWAY_FLAGS, join(import.meta.dirname, 'gateway.main.ts'), routingFile, log];
  if (alone) program.push(deploymentFile);
  return start(program, { environment, ready: `/v2/models/${name}/ready` }, context);
};
