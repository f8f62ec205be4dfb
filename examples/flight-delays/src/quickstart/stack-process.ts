import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '@slipway/client';
import type { Role } from '@slipway/contracts';

const SLIPWAY = resolve(import.meta.dirname, '../../../../surfaces/cli/bin/slipway.mjs');

export interface Addresses {
  readonly control: string;
  readonly log: string;
  readonly gateway: string;
}

export interface RunningStack {
  readonly addresses: Addresses;
  readonly dataDirectory: string;
  /** A client with the tokens of this person; reviews are decided as `reviewer`. */
  client(reviewer: 'reviewer' | 'demo-reviewer'): Promise<Client>;
  /** Runs a `slipway` command on this stack and returns its JSON. */
  slipway(...parameters: string[]): Promise<unknown>;
  /** Resolves when the stack ends by itself or by Ctrl-C. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts `slipway up` below this process; it ends when this process does. Throws with what it said when it does not become ready. */
export const startStack = async (
  dataDirectory: string,
  portBase: string,
  environment: NodeJS.ProcessEnv,
): Promise<RunningStack> => {
  const child = spawn(
    process.execPath,
    [SLIPWAY, 'up', '--json', '--data-dir', dataDirectory, '--port-base', portBase],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...environment, SLIPWAY_SUPERVISOR_PID: String(process.pid) },
    },
  );
  const ended = once(child, 'exit').then(() => undefined);
  const { addresses } = await firstJson<{ addresses: Addresses }>(child);
  return {
    addresses,
    dataDirectory,
    ended,
    client: async (reviewer) => {
      const tokens = await personalTokens(join(dataDirectory, 'tokens'), reviewer);
      return createClient({
        addresses,
        token: (roles) => roles.map((role) => tokens.get(role)).find((token) => token !== undefined),
      });
    },
    slipway: (...parameters) => runSlipway([...parameters, '--json', '--data-dir', dataDirectory]),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
};

const personalTokens = async (directory: string, reviewer: string): Promise<Map<Role, string>> => {
  const subjects: [Role, string][] = [
    ['author', 'author'],
    ['reviewer', reviewer],
    ['operator', 'operator'],
    ['viewer', 'viewer'],
  ];
  return new Map(
    await Promise.all(
      subjects.map(
        async ([role, subject]): Promise<[Role, string]> => [
          role,
          (await readFile(join(directory, subject), 'utf8')).trim(),
        ],
      ),
    ),
  );
};

/** The first JSON document on a child's standard output. */
const firstJson = async <T>(child: ChildProcess): Promise<T> => {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    try {
      return JSON.parse(text) as T;
    } catch {
      // Not whole yet.
    }
  }
  throw new Error('The stack did not start; see the message above.');
};

const runSlipway = async (parameters: string[]): Promise<unknown> => {
  const child = spawn(process.execPath, [SLIPWAY, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`slipway ${parameters[0]} ${parameters[1]} failed with exit code ${code}.`);
  return JSON.parse(text);
};
