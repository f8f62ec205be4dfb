import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux describes it in /proc/<pid>/stat. Ticks are 1/100 s, memory is in pages. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Since the machine started; together with the number it names one process for ever. */
  readonly startTicks: number;
  readonly cpuTicks: number;
  /** Processor time of its children that have ended, and of theirs. */
  readonly endedChildrenTicks: number;
  readonly residentPages: number;
}

/** USER_HZ is 100 on every Linux that Node.js runs on. */
export const TICKS_PER_SECOND = 100;

/** Reads a line of /proc/<pid>/stat; null for a process that has ended and only waits for its parent to look. */
export const parseStat = (stat: string): ProcessEntry | null => {
  // The name stands in parentheses and may hold anything, parentheses too.
  const end = stat.lastIndexOf(')');
  const [state, ...rest] = stat.slice(end + 2).split(' ');
  if (state === 'Z' || state === 'X' || state === undefined) return null;
  const field = (number: number): number => Number(rest[number - 4]);
  return {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    group: field(5),
    session: field(6),
    cpuTicks: field(14) + field(15),
    endedChildrenTicks: field(16) + field(17),
    startTicks: field(22),
    residentPages: field(24),
  };
};

/** All processes that live now; empty where there is no /proc. */
export const readProcessTable = (): ProcessEntry[] => {
  const entries: ProcessEntry[] = [];
  for (const name of namesIn('/proc')) {
    if (!/^\d/.test(name)) continue;
    const entry = readProcess(Number(name));
    if (entry !== null) entries.push(entry);
  }
  return entries;
};

const namesIn = (directory: string): string[] => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};

const readProcess = (pid: number): ProcessEntry | null => {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // It ended between the look at the directory and this one.
    return null;
  }
};

/** Whether the environment that a process was started with holds `NAME=value`; false when it may not be read. */
export const carries = (pid: number, assignment: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(assignment);
  } catch {
    return false;
  }
};

/** The share of memory of a process in bytes, pages that it shares with others divided among them; null when it has ended. */
export const proportionalBytes = (pid: number): number | null => {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
};

/** Bytes of a page of memory on this machine. */
export const pageBytes = (): number => {
  try {
    const kilobytes = /^KernelPageSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps', 'latin1'))?.[1];
    return Number(kilobytes ?? 4) * 1024;
  } catch {
    return 4096;
  }
};
