import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench.ts';
import { SERVER_CORE } from './tools.ts';

const START_MS = 20_000;
const STOP_MS = 5000;

export interface ServerProcessOptions {
  /** The program of `process.execPath` with its parameters. */
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Asked until it answers 200. */
  readonly readyUrl: string;
}

/** Starts a Node program as a process of its own on the core of the servers and waits until it is ready. */
export const startServerProcess = async (
  { command, environment, readyUrl }: ServerProcessOptions,
  { resources }: BenchContext,
): Promise<void> => {
  const child = spawn('taskset', ['-c', SERVER_CORE, process.execPath, ...command], {
    // The death of this process ends the child, whatever way it dies.
    env: { ...process.env, ...environment, SLIPWAY_SUPERVISOR_PID: String(process.pid) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  resources.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(killer);
  });
  const deadline = Date.now() + START_MS;
  while (!(await answers(readyUrl))) {
    if (child.exitCode !== null)
      throw new Error(`${command.join(' ')} ended with exit code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`${command.join(' ')} was not ready within ${START_MS} ms`);
    await sleep(50);
  }
};

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    ({ ok }) => ok,
    () => false,
  );
