import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@slipway/client';
import type { ProcessStatus, Role, StackStatus } from '@slipway/contracts';
import { copyMigratedDatabase } from './migrated-database.ts';

export const SLIPWAY = resolve(import.meta.dirname, '../../surfaces/cli/bin/slipway.mjs');

export interface TestStack {
  readonly directory: string;
  readonly supervisor: ChildProcess;
  readonly addresses: Readonly<Record<'control' | 'log' | 'gateway', string>>;
  /** A client with the tokens of the people; reviews are decided as the demo reviewer. */
  readonly client: Client;
  /** The process of that name as the supervisor sees it. */
  process(name: string): Promise<ProcessStatus>;
  /** Sends a signal to the process of that name; returns its pid. */
  signal(name: string, signal: NodeJS.Signals): Promise<number>;
  /** Waits until the process of that name is ready under another pid than `before`. */
  restarted(name: string, before: number): Promise<void>;
  stop(): Promise<void>;
}

/** A fresh directory that is removed after the test. */
export const temporaryDirectory = async (t: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
};

/** Runs a `slipway` command to its end. */
export const runSlipway = async (
  ...parameters: string[]
): Promise<{ code: number; stdout: string; stderr: string }> => {
  const child = spawn(process.execPath, [SLIPWAY, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
};

/** Pids of all processes whose environment or command line names the directory: what a stack left behind. */
export const processesOf = async (directory: string): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids.filter((other) => other !== process.pid)) {
    const text = await Promise.all(
      ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    if (text.some((content) => content.includes(directory))) found.push(pid);
  }
  return found;
};

/** Waits until `done` holds; fails with `what` after the time. */
export const eventually = async <T>(
  what: string,
  done: () => Promise<T | null | undefined | false>,
  timeoutMs = 20_000,
): Promise<T> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await done();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(50);
  }
};

const tokensOf = async (directory: string): Promise<Map<Role, string>> => {
  const subjects: [Role, string][] = [
    ['author', 'author'],
    ['reviewer', 'demo-reviewer'],
    ['operator', 'operator'],
    ['viewer', 'viewer'],
  ];
  return new Map(
    await Promise.all(
      subjects.map(
        async ([role, subject]): Promise<[Role, string]> => [
          role,
          await readFile(join(directory, 'tokens', subject), 'utf8'),
        ],
      ),
    ),
  );
};

/** Starts `slipway up` with free ports and waits until it is ready; stops it after the test, and fails when a process stays. */
export const startTestStack = async (
  t: TestContext,
  options: { directory?: string; environment?: Record<string, string> } = {},
): Promise<TestStack> => {
  const directory = options.directory ?? (await temporaryDirectory(t));
  if (options.directory === undefined) await copyMigratedDatabase(join(directory, 'database'));
  const supervisor = spawn(
    process.execPath,
    [SLIPWAY, 'up', '--json', '--data-dir', directory, '--port-base', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SLIPWAY_SUPERVISOR_PID: String(process.pid), ...options.environment },
    },
  );
  const stop = async () => {
    if (supervisor.exitCode === null && supervisor.signalCode === null) {
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
    }
  };
  t.after(stop);
  let text = '';
  supervisor.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  const { addresses } = await eventually(
    'the stack is ready',
    async () => {
      if (supervisor.exitCode !== null)
        throw new Error(`slipway up ended with exit code ${supervisor.exitCode}`);
      try {
        return JSON.parse(text) as { addresses: TestStack['addresses'] };
      } catch {
        return null;
      }
    },
    40_000,
  );
  const tokens = await tokensOf(directory);
  const find = async (name: string): Promise<ProcessStatus> => {
    const status = JSON.parse(await readFile(join(directory, 'status.json'), 'utf8')) as StackStatus;
    const found = status.processes.find((candidate) => candidate.name === name);
    if (!found)
      throw new Error(
        `no process ${name} among ${status.processes.map((candidate) => candidate.name).join(', ')}`,
      );
    return found;
  };
  return {
    directory,
    supervisor,
    addresses,
    client: createClient({
      addresses,
      token: (roles) => roles.map((role) => tokens.get(role)).find((token) => token !== undefined),
    }),
    process: find,
    signal: async (name, signal) => {
      const { pid } = await find(name);
      if (pid === null) throw new Error(`process ${name} does not run`);
      process.kill(pid, signal);
      return pid;
    },
    restarted: async (name, before) => {
      await eventually(`${name} runs again`, async () => {
        const { pid, health } = await find(name);
        return pid !== null && pid !== before && health === 'ready';
      });
    },
    stop,
  };
};
