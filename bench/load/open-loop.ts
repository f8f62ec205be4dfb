import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LOAD_CORE } from './tools.ts';

/** What an open loop found: latencies from the moment a request was due. */
export interface OpenLoad {
  readonly requests: number;
  /** Answers that were not 200, and broken connections. */
  readonly failed: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

export interface OpenLoadPlan {
  readonly url: string;
  /** One JSON body per line; sent in turn. */
  readonly bodiesFile: string;
  readonly requestsPerSecond: number;
  readonly seconds: number;
  readonly connections: number;
}

const PROGRAM = join(import.meta.dirname, 'open-loop.main.ts');

/** Requests at a fixed rate from the core of the load. Throws when the generator itself breaks. */
export const applyOpenLoad = async (plan: OpenLoadPlan): Promise<OpenLoad> => {
  const { url, bodiesFile, requestsPerSecond, seconds, connections } = plan;
  const parameters = [url, bodiesFile, requestsPerSecond, seconds, connections].map(String);
  const child = spawn(
    'taskset',
    ['-c', LOAD_CORE, process.execPath, '--disable-warning=ExperimentalWarning', PROGRAM, ...parameters],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the load generator ended with exit code ${code}`);
  return JSON.parse(text) as OpenLoad;
};
