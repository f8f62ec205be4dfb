import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench.ts';
import { SERVER_CORE } from './tools.ts';

const START_MS = 20_000;
const STOP_MS = 5000;

export interface ServerProcessOptions {
  /** A program with its parameters. */
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Asked until it answers 200. */
  readonly readyUrl: string;
}

/** Starts a program as a process of its own on the core of the servers and waits until it is ready; its pid. */
export const startServerProcess = async (
  { command, environment, readyUrl }: ServerProcessOptions,
  { resources }: BenchContext,
): Promise<number> => {
  const child = spawn('taskset', ['-c', SERVER_CORE, ...command], {
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
  for (;;) {
    const { ready, said } = await askReadiness(readyUrl);
    if (ready) return child.pid ?? 0;
    const program = command.at(-1);
    if (child.exitCode !== null) throw new Error(`${program} ended with exit code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`${program} was not ready within ${START_MS} ms: ${said}`);
    await sleep(50);
  }
};

const askReadiness = async (url: string): Promise<{ ready: boolean; said: string }> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
    return { ready: answer.ok, said: await answer.text() };
  } catch (error) {
    return { ready: false, said: (error as Error).message };
  }
};
