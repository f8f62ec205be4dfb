import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/slipway/python');
/** A slow mirror takes a minute for the largest of them; a test file has four. */
const INSTALL_MS = 200_000;
const POLL_MS = 200;

/**
 * The interpreter of a virtual environment with these packages and what they need, made once and kept; several processes may
 * ask at the same time. null, with the reason on standard error, when there is no Python or no package index; with `CI` set
 * that is an error instead, because there a skipped test would look like a passed one.
 * @param requirements as pip takes them, each with its exact version: `numpy==2.4.6`
 */
export const pythonEnvironment = async (
  name: string,
  requirements: readonly string[],
): Promise<string | null> => {
  const loose = requirements.find((each) => !/^[\w.[\],-]+==[\w.]+$/.test(each));
  if (loose !== undefined) throw new Error(`"${loose}" does not name an exact version`);
  const wanted = [...requirements].sort().join('\n');
  const digest = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const directory = join(CACHE, `${name}-${digest}`);
  const python = join(directory, 'bin', 'python');
  try {
    await mkdir(CACHE, { recursive: true });
    if (!isComplete(directory)) {
      const unlock = await lock(`${directory}.lock`);
      try {
        if (!isComplete(directory)) await install(directory, requirements);
      } finally {
        await unlock();
      }
    }
    return python;
  } catch (error) {
    const reason = `The Python packages of "${name}" cannot be had: ${(error as Error).message}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    console.error(`\n!!! ${reason}\n!!! The tests that need them are SKIPPED.\n`);
    return null;
  }
};

/** Scripts of an environment name its path, so it is made in place, and this file is written last. */
const markOf = (directory: string): string => join(directory, 'complete');
const isComplete = (directory: string): boolean => existsSync(markOf(directory));

const install = async (directory: string, requirements: readonly string[]): Promise<void> => {
  await rm(directory, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', directory]);
  // Compiled when it is first imported: most of it never is.
  const options = ['--quiet', '--disable-pip-version-check', '--no-compile', '--only-binary', ':all:'];
  await run(join(directory, 'bin', 'python'), ['-m', 'pip', 'install', ...options, ...requirements]);
  await writeFile(`${markOf(directory)}.new`, '');
  await rename(`${markOf(directory)}.new`, markOf(directory));
};

const run = (command: string, parameters: readonly string[]): Promise<void> =>
  new Promise((resolveRun, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], timeout: INSTALL_MS });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-2000);
      });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolveRun();
      else reject(new Error(`${command} ended with ${code ?? signal}: ${output.trim()}`));
    });
  });

/** Holds a file that names this process; one whose process is gone is taken over. Returns what gives it back. */
const lock = async (path: string): Promise<() => Promise<void>> => {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await pause(POLL_MS);
  }
};

const isAbandoned = async (path: string): Promise<boolean> => {
  try {
    const holder = Number(await readFile(path, 'utf8'));
    // Between its creation and its content the file is empty for a moment.
    if (holder === 0) return Date.now() - (await stat(path)).mtimeMs > 5000;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};
