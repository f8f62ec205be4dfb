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
  /** Where it starts; absent: here. */
  readonly directory?: string;
  /** How long it may take to become ready, ms; default 20,000. */
  readonly startMs?: number;
}

/** Starts a program as a process of its own on the core of the servers and waits until it is ready; its pid. */
export const startServerProcess = async (
  { command, environment, readyUrl, directory, startMs = START_MS }: ServerProcessOptions,
  { resources }: BenchContext,
): Promise<number> => {
  const child = spawn('taskset', ['-c', SERVER_CORE, ...command], {
    // The death of this process ends the child, whatever way it dies.
    env: { ...process.env, ...environment, SLIPWAY_SUPERVISOR_PID: String(process.pid) },
    ...(directory !== undefined && { cwd: directory }),
    // Servers of others start workers of their own: all of them are ended together.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // The group has ended.
    }
  };
  const ended = once(child, 'exit');
  resources.defer(async () => {
    signal('SIGTERM');
    const killer = setTimeout(() => signal('SIGKILL'), STOP_MS);
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(killer);
    signal('SIGKILL');
  });
  const deadline = Date.now() + startMs;
  for (;;) {
    const { ready, said } = await askReadiness(readyUrl);
    if (ready) return child.pid ?? 0;
    const program = command.at(-1);
    if (child.exitCode !== null) throw new Error(`${program} ended with exit code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`${program} was not ready within ${startMs} ms: ${said}`);
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
