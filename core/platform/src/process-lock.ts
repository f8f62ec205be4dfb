import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A process that holds a lock; `bornAt` tells a reused pid from the old process (clock ticks since boot; '' where unknown). */
export interface LockHolder {
  readonly pid: number;
  readonly bornAt: string;
}

/** When a process was born, as the kernel tells it; null when it is dead, '' where /proc does not exist but the process does. */
const birthOf = (pid: number): string | null => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[0] === 'Z' ? null : (fields[19] ?? '');
  } catch {
    return '';
  }
};

export const thisProcess = (): LockHolder => ({ pid: process.pid, bornAt: birthOf(process.pid) ?? '' });

/** True when that very process still runs; a zombie is dead. */
export const isAlive = ({ pid, bornAt }: LockHolder): boolean => birthOf(pid) === bornAt;

const readHolder = async (path: string): Promise<LockHolder | null> => {
  try {
    const [pid, bornAt = ''] = (await readFile(path, 'utf8')).trim().split(' ');
    return { pid: Number(pid), bornAt };
  } catch {
    return null;
  }
};

export type ProcessLock =
  | { readonly kind: 'held'; release(): Promise<void> }
  | { readonly kind: 'taken'; readonly by: LockHolder };

/**
 * Takes the lock file unless a living process holds it. A lock of a dead process is taken over.
 * Linking is atomic, so of two takers one wins.
 */
export const acquireProcessLock = async (path: string): Promise<ProcessLock> => {
  await mkdir(dirname(path), { recursive: true });
  const { pid, bornAt } = thisProcess();
  for (;;) {
    const beside = `${path}.${randomUUID()}`;
    try {
      await writeFile(beside, `${pid} ${bornAt}`, { mode: 0o600 });
      await link(beside, path);
      return { kind: 'held', release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(beside, { force: true });
    }
    const holder = await readHolder(path);
    if (holder !== null && Number.isInteger(holder.pid) && holder.pid > 0 && isAlive(holder))
      return { kind: 'taken', by: holder };
    await rm(path, { force: true });
  }
};
