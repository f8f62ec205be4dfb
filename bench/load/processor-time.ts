import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

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

/** Fields 16 and 17: what ended children and theirs have spent. */
export const childTicksOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[13]) + Number(fields[14]);
};

/** Time that no processor of the machine was idle. Source: proc_stat(5). */
export const busyTicksOf = (stat: string): number => {
  const [, user, nice, system, , , irq, softirq, steal] = (stat.split('\n')[0] ?? '')
    .split(/\s+/)
    .map(Number);
  return [user, nice, system, irq, softirq, steal].reduce((sum: number, ticks) => sum + (ticks ?? 0), 0);
};

export interface ProcessorUse {
  /** Seconds that programs started meanwhile, and all below them, have spent; those that ended count. */
  readonly ownSeconds: number;
  /** Share of all processors that went to anything else. */
  readonly otherShare: number;
}

/** Tells what this process's children and everything else on the machine take from now until it is asked. */
export const watchProcessors = (): (() => ProcessorUse) => {
  const read = () => ({
    own: childTicksOf(readFileSync('/proc/self/stat', 'utf8')),
    busy: busyTicksOf(readFileSync('/proc/stat', 'utf8')),
    at: performance.now(),
  });
  const before = read();
  return () => {
    const after = read();
    const own = after.own - before.own;
    const other = Math.max(0, after.busy - before.busy - own);
    const all = ((after.at - before.at) / 1000) * TICKS_PER_SECOND * availableParallelism();
    return { ownSeconds: own / TICKS_PER_SECOND, otherShare: other / all };
  };
};
