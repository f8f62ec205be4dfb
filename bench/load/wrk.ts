import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LOAD_CORE } from './tools.ts';

/** What one round of load found. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

export interface LoadPlan {
  readonly url: string;
  /** One JSON body per line; sent in turn. */
  readonly bodiesFile: string;
  /** The file is one binary body instead, with a JSON part of this many bytes. */
  readonly headerLength?: number;
  readonly seconds: number;
  readonly connections: number;
  /** Mean of the exponentially distributed pause of a connection before each request, whole milliseconds; absent: none. */
  readonly thinkMs?: number;
}

/** As bench/load/request.lua prints it; times in microseconds. */
interface Printed extends Record<'connect' | 'read' | 'write' | 'status' | 'timeout', number> {
  readonly requests: number;
  readonly duration: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** A heavy model takes many seconds for 128 rows. */
const ANSWER_TIME = '120s';
const SCRIPT = join(import.meta.dirname, 'request.lua');
const FAILURES = ['connect', 'read', 'write', 'status', 'timeout'] as const;

/** Sends as much as the server takes, for a bounded time. Throws when a single request fails: figures with errors say nothing. */
export const applyLoad = async (plan: LoadPlan): Promise<Load> => {
  const { url, bodiesFile, headerLength, seconds, connections, thinkMs } = plan;
  const parameters = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    ANSWER_TIME,
    '-s',
    SCRIPT,
    url,
    bodiesFile,
  ];
  if (headerLength !== undefined) parameters.push(`header=${headerLength}`);
  if (thinkMs !== undefined) parameters.push(`think=${thinkMs}`);
  const child = spawn('taskset', ['-c', LOAD_CORE, 'wrk', ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`wrk ended with exit code ${code}: ${text.trim()}`);
  return parseLoad(text);
};

/** Reads what wrk and the script printed. Throws on failed requests. */
export const parseLoad = (text: string): Load => {
  const printed = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Printed;
  const failures = FAILURES.filter((kind) => printed[kind] > 0).map((kind) => `${kind}: ${printed[kind]}`);
  if (failures.length > 0) throw new Error(`requests failed (${failures.join(', ')})`);
  const { requests } = printed;
  const seconds = printed.duration / 1e6;
  return {
    requests,
    seconds,
    requestsPerSecond: requests / seconds,
    p50Ms: printed.p50 / 1000,
    p99Ms: printed.p99 / 1000,
    p999Ms: printed.p999 / 1000,
    maxMs: printed.max / 1000,
  };
};
