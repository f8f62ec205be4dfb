import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The servers share one core, the load generator has the other. */
export const SERVER_CORE = '0';
export const LOAD_CORE = '1';

const exists = (program: string): boolean => spawnSync('which', [program], { stdio: 'ignore' }).status === 0;

/** Whether an optional contestant can take part. */
export const isInstalled = exists;

/**
 * Makes sure that load can be measured here, and installs wrk from Debian when it is absent and that is possible.
 * Throws with what is missing.
 */
export const requireLoadTools = (say: (line: string) => void): void => {
  if (availableParallelism() < 2)
    throw new Error('two cores are needed, so that the load generator does not take time from the servers');
  if (!exists('taskset'))
    throw new Error('taskset is needed to pin servers to a core (Linux, package util-linux)');
  if (exists('wrk')) return;
  say('installing wrk from Debian');
  try {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'wrk'], { stdio: 'pipe' });
  } catch (cause) {
    const stderr = String((cause as { stderr?: Buffer }).stderr ?? '')
      .trim()
      .split('\n')
      .at(-1);
    throw new Error(
      `wrk is needed and could not be installed (${stderr || (cause as Error).message}). As root: apt-get update && apt-get install -y --no-install-recommends wrk`,
      { cause },
    );
  }
};
