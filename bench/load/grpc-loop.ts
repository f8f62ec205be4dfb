import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LOAD_CORE } from './tools.ts';
import type { Load } from './wrk.ts';

export interface GrpcLoadPlan {
  /** `http://host:port` */
  readonly address: string;
  readonly path: string;
  /** One message behind its length prefix. */
  readonly messageFile: string;
  readonly seconds: number;
  readonly streams: number;
}

const PROGRAM = join(import.meta.dirname, 'grpc-loop.main.ts');

/** Asks a gRPC server without a pause from the core of the load. Throws when a call fails. */
export const applyGrpcLoad = async (plan: GrpcLoadPlan): Promise<Load> => {
  const { address, path, messageFile, seconds, streams } = plan;
  const parameters = [address, path, messageFile, String(seconds), String(streams)];
  const program = [process.execPath, '--disable-warning=ExperimentalWarning', PROGRAM, ...parameters];
  const child = spawn('taskset', ['-c', LOAD_CORE, ...program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the load generator ended with exit code ${code}`);
  return JSON.parse(text) as Load;
};
