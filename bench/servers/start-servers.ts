import { join, resolve } from 'node:path';
import type { BenchContext } from '../bench.ts';
import { freePort } from '../load/free-port.ts';
import { startServerProcess } from '../load/server-process.ts';
import type { ReleasedForest } from '../model/released-forest.ts';

/** What `slipway up` starts its processes from. */
const PROCESS_ENTRY = resolve(import.meta.dirname, '../../surfaces/cli/src/compose/process.main.ts');
const program = (name: string): string => join(import.meta.dirname, name);
const QUIET = '--disable-warning=ExperimentalWarning';

/** A server that reads a request and answers `bytes` bytes; its address. */
export const startEcho = async (bytes: number, context: BenchContext): Promise<string> => {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const command = [QUIET, program('echo.main.ts'), '--port', String(port), '--bytes', String(bytes)];
  await startServerProcess({ command, readyUrl: address }, context);
  return address;
};

/** The predictor process of the product, started as its supervisor does; its address. */
export const startPredictor = async (
  { directory, deploymentFile }: ReleasedForest,
  context: BenchContext,
): Promise<string> => {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const environment = {
    SLIPWAY_DATA_DIR: directory.root,
    SLIPWAY_DEPLOYMENT_FILE: deploymentFile,
    SLIPWAY_PORT: String(port),
    SLIPWAY_PROCESS_NAME: 'predictor',
  };
  const command = [QUIET, PROCESS_ENTRY, 'predictor'];
  await startServerProcess({ command, environment, readyUrl: `${address}/health/ready` }, context);
  return address;
};
