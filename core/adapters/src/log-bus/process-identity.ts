import { readFileSync } from 'node:fs';

/** A process in a way that a later process with the same pid does not match, also after a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, base 36; `0` where the system does not tell. */
  readonly start: string;
  /** First 8 digits of the boot id of the machine; `0` where the system does not tell. */
  readonly boot: string;
}

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

const bootId = (): string => readText('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? '0';

/** Fields of /proc/<pid>/stat behind the name, which may itself hold spaces and parentheses: state is 0, see proc(5). */
const STATE = 0;
const THREADS = 17;
const START_TIME = 19;

const statOf = (pid: number): string[] | null => {
  const text = readText(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
};

const startOf = (stat: readonly string[]): string => Number(stat[START_TIME]).toString(36);

/** The identity of this process. */
export const ownIdentity = (): ProcessIdentity => {
  const stat = statOf(process.pid);
  return { pid: process.pid, start: stat ? startOf(stat) : '0', boot: bootId() };
};

const answersSignals = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Whether that very process can still write: a killed one whose parent has not noticed cannot, unless a thread is still ending. */
export const isRunning = ({ pid, start, boot }: ProcessIdentity): boolean => {
  if (boot !== bootId()) return false;
  if (start === '0') return answersSignals(pid);
  const stat = statOf(pid);
  if (!stat || startOf(stat) !== start) return false;
  const ended = stat[STATE] === 'Z' || stat[STATE] === 'X';
  return !ended || Number(stat[THREADS]) > 1;
};
