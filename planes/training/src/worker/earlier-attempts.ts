import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Assignment } from '@slipway/contracts';
import { isAlive } from '@slipway/platform';
import { stepDirectory, WORKER_FILE } from './step-directory.ts';

type Attempt = Pick<Assignment, 'run' | 'step' | 'attempt'>;

/** A process that belongs to an attempt. Every process of a step inherits these variables, whatever group it is in. */
interface AttemptProcess extends Attempt {
  readonly pid: number;
}

const PATIENCE_MS = 5000;

/** What every process of an attempt carries; by it the attempt is found again when its worker and its guard are both dead. */
export const attemptMarkers = ({ run, step, attempt }: Attempt): Record<string, string> => ({
  SLIPWAY_RUN_ID: run,
  SLIPWAY_STEP: step,
  SLIPWAY_ATTEMPT: String(attempt),
});

const attemptOf = (pid: number): AttemptProcess | null => {
  let environment: string;
  try {
    environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // It is gone, or somebody else's.
    return null;
  }
  if (!environment.includes('SLIPWAY_RUN_ID=')) return null;
  const values = new Map(
    environment.split('\0').map((pair): [string, string] => {
      const end = pair.indexOf('=');
      return [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
  const run = values.get('SLIPWAY_RUN_ID');
  const step = values.get('SLIPWAY_STEP');
  const attempt = Number(values.get('SLIPWAY_ATTEMPT'));
  return run === undefined || step === undefined || !Number.isInteger(attempt)
    ? null
    : { pid, run, step, attempt };
};

/** Processes of attempts on this machine that this user may look at; none where there is no /proc. */
const attemptProcesses = (): AttemptProcess[] => {
  try {
    return readdirSync('/proc').flatMap((name) => {
      const pid = Number(name);
      return Number.isInteger(pid) && pid !== process.pid ? (attemptOf(pid) ?? []) : [];
    });
  } catch {
    return [];
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Kills until none is left: one that is found may have started another since. Returns how many there were. */
const killAll = async (find: () => Promise<AttemptProcess[]>): Promise<number> => {
  const killed = new Set<number>();
  for (const end = performance.now() + PATIENCE_MS; ; ) {
    const found = await find();
    if (found.length === 0) return killed.size;
    if (performance.now() > end)
      throw new Error(
        `processes of an earlier attempt do not end: ${found.map(({ pid }) => pid).join(', ')}`,
      );
    for (const { pid } of found) {
      killed.add(pid);
      kill(pid);
    }
    await sleep(10);
  }
};

/**
 * Ends what is left on this machine of an attempt: its worker and its guard may both have been killed, or be stopped, at the
 * same time. Returns how many processes there were. Throws when one does not end: then a next attempt may not begin.
 */
export const endAttempt = ({ run, step, attempt }: Attempt): Promise<number> =>
  killAll(async () =>
    attemptProcesses().filter(
      (found) => found.run === run && found.step === step && found.attempt === attempt,
    ),
  );

/** As {@link endAttempt}, for all attempts before this one. */
export const endEarlierAttempts = async ({ run, step, attempt }: Attempt): Promise<number> =>
  attempt === 1
    ? 0
    : killAll(async () =>
        attemptProcesses().filter(
          (found) => found.run === run && found.step === step && found.attempt < attempt,
        ),
      );

const isOrphan = async (steps: string, attempt: AttemptProcess): Promise<boolean> => {
  const { root } = stepDirectory(steps, attempt);
  const text = await readFile(`${root}/${WORKER_FILE}`, 'utf8').catch(() => null);
  if (text === null) return false;
  const [pid, bornAt = ''] = text.split(' ');
  return !isAlive({ pid: Number(pid), bornAt });
};

/** Ends the steps below a directory whose worker is dead, when a worker starts. Returns how many processes there were. */
export const endOrphans = (steps: string): Promise<number> =>
  killAll(async () => {
    const found = attemptProcesses();
    const orphans = await Promise.all(found.map((attempt) => isOrphan(steps, attempt)));
    return found.filter((_, index) => orphans[index]);
  });
