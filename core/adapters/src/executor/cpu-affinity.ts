import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const TASKSET = ['/usr/bin/taskset', '/bin/taskset'];

/** The numbers in a list of the kernel such as `0-3,6`. */
export const parseProcessors = (list: string): number[] =>
  list
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });

/** The whole processors that hold a step to `cpus`, beginning at a place that differs from step to step; null when it may use all. */
export const processorsFor = (
  cpus: number,
  allowed: readonly number[],
  offset: number,
): readonly number[] | null => {
  const count = Math.ceil(cpus);
  if (count >= allowed.length) return null;
  return Array.from({ length: count }, (_, index) => allowed[(offset + index) % allowed.length] as number);
};

/** Holds this process and all that it will start to so many processors. Returns what it could do, for people. */
export const holdToProcessors = (cpus: number): string => {
  const status = readFileSync('/proc/self/status', 'latin1');
  const allowed = parseProcessors(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '');
  const chosen = processorsFor(cpus, allowed, process.pid);
  if (chosen === null) return `the machine gives it ${allowed.length} processors, no more than its limit`;
  const taskset = TASKSET.find((path) => existsSync(path));
  if (taskset === undefined)
    return 'its limit of processors is not enforced: there is neither a writable cgroup nor taskset';
  execFileSync(taskset, ['-a', '-p', '-c', chosen.join(','), String(process.pid)], { stdio: 'ignore' });
  const whole = chosen.length === cpus ? '' : `, whole ones, not ${cpus}`;
  return `it is held to ${chosen.length} of ${allowed.length} processors${whole}`;
};
