import { readFileSync } from 'node:fs';

/** Megabytes of memory that a process holds now. Source: proc_pid_status(5), VmRSS. */
export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
