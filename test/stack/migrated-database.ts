import { execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { acquireProcessLock } from '@slipway/platform';

const ROOT = resolve(import.meta.dirname, '../..');
const SLIPWAY = join(ROOT, 'surfaces/cli/bin/slipway.mjs');
/** All that a first start writes into the database comes from these. */
const SOURCES = [
  'package-lock.json',
  'core/{contracts,platform,adapters}/src/**/*.ts',
  'planes/{training,release,log/monitoring}/src/**/*.ts',
  'surfaces/cli/src/{compose,supervisor}/*.ts',
];
const PREFIX = `slipway-migrated-database-${userInfo().uid}-`;
const KEPT_MS = 86_400_000;

const execute = promisify(execFile);
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The name of the database that these sources leave; another one after each change of them. */
const templatePath = (): string => {
  const hash = createHash('sha256').update(process.version);
  const files = globSync(SOURCES, { cwd: ROOT }).filter((path) => !path.includes('.test.'));
  for (const path of files.sort()) hash.update(`\0${path}\0`).update(readFileSync(join(ROOT, path)));
  return join(tmpdir(), PREFIX + hash.digest('hex').slice(0, 16));
};

/** Starts a stack on a fresh directory for the first time, stops it, and keeps its database. */
const makeTemplate = async (template: string): Promise<void> => {
  const directory = `${template}.${randomUUID()}`;
  const stack = spawn(
    process.execPath,
    [SLIPWAY, 'up', '--json', '--data-dir', directory, '--port-base', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SLIPWAY_SUPERVISOR_PID: String(process.pid) },
    },
  );
  const ended = once(stack, 'exit');
  try {
    const ready = await Promise.race([once(stack.stdout, 'data').then(() => true), ended.then(() => false)]);
    if (!ready) throw new Error(`slipway up ended with exit code ${stack.exitCode}`);
    stack.kill('SIGTERM');
    await ended;
    await rename(join(directory, 'database'), template);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

const removeOutdated = async (): Promise<void> => {
  for (const name of (await readdir(tmpdir())).filter((each) => each.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    const made = await stat(path).catch(() => null);
    if (made !== null && Date.now() - made.mtimeMs > KEPT_MS)
      await rm(path, { recursive: true, force: true });
  }
};

/** The template, made once for any number of processes that ask at the same time. */
const readyTemplate = async (): Promise<string> => {
  const template = templatePath();
  while (!(await exists(template))) {
    const lock = await acquireProcessLock(`${template}.lock`);
    if (lock.kind === 'taken') {
      await sleep(100);
      continue;
    }
    try {
      if (await exists(template)) break;
      await removeOutdated();
      await makeTemplate(template);
    } finally {
      await lock.release();
    }
  }
  return template;
};

/**
 * Puts the database that a first start leaves into a fresh data directory: a cluster and its migrations cost seconds of processor
 * time. The quickstart makes its own.
 */
export const copyMigratedDatabase = async (directory: string): Promise<void> => {
  const template = await readyTemplate();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // The program copies its 1,300 files for a tenth of what node:fs needs.
  await execute('cp', ['-R', `${template}/.`, directory]);
};
