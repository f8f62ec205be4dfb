import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { BenchContext } from '../bench.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const STOP_MS = 10_000;

/** A program of this repository as a user starts it. */
export interface ChildProgram {
  readonly child: ChildProcess;
  /** What it has written so far, errors among the rest, in the order of arrival. */
  readonly output: () => string;
  /** What it has written to its standard output. */
  readonly results: () => string;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop, and kills it when it does not. */
  readonly stop: () => Promise<void>;
}

/** Starts `path` (from the root of the repository); it is stopped with the bench. */
export const startProgram = (
  path: string,
  parameters: readonly string[],
  directory: string,
  { resources }: BenchContext,
): ChildProgram => {
  const child = spawn(process.execPath, [resolve(ROOT, path), ...parameters], {
    cwd: directory,
    env: { ...process.env, SLIPWAY_SUPERVISOR_PID: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let results = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    results += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(killer);
  };
  resources.defer(stop);
  return { child, output: () => output, results: () => results, ended, stop };
};
