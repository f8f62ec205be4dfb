import { readFileSync } from 'node:fs';

/** Of times in /proc: USER_HZ, 100 on every architecture that Linux runs Node on. */
const TICKS_PER_SECOND = 100;

/** Seconds that a process has spent on a processor since its start, with the kernel's work for it. Throws when it is gone. */
export const processorSeconds = (pid: number): number =>
  ticksOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) / TICKS_PER_SECOND;

/** Fields 14 and 15; the name in parentheses may itself hold spaces and parentheses. Source: proc_pid_stat(5). */
export const ticksOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};
