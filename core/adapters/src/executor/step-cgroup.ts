import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionLimits } from '@slipway/platform';

const CPU_PERIOD_US = 100_000;
const CGROUPS = '/sys/fs/cgroup';

/** The directory of this process in the unified hierarchy (cgroup v2); null where there is none. */
export const ownCgroup = (): string | null => {
  try {
    if (!existsSync(join(CGROUPS, 'cgroup.controllers'))) return null;
    const path = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    return path === undefined ? null : join(CGROUPS, path);
  } catch {
    return null;
  }
};

/** A control group of one step: the kernel itself holds its processes to their limits, however fast they grow. */
export class StepCgroup {
  readonly #directory: string;
  readonly #holds: Set<'memory' | 'cpu'>;

  private constructor(directory: string, holds: Set<'memory' | 'cpu'>) {
    this.#directory = directory;
    this.#holds = holds;
  }

  /** Makes one below `parent` and sets the limits that its controllers know; null when that is not allowed or holds nothing. */
  static open(parent: string, name: string, { memoryBytes, cpus }: ExecutionLimits): StepCgroup | null {
    const directory = join(parent, name);
    const holds = new Set<'memory' | 'cpu'>();
    try {
      enableControllers(parent);
      if (!existsSync(directory)) mkdirSync(directory);
      const has = (file: string) => existsSync(join(directory, file));
      const set = (file: string, value: string) => writeFileSync(join(directory, file), value);
      if (memoryBytes !== undefined && has('memory.max')) {
        set('memory.max', String(memoryBytes));
        if (has('memory.swap.max')) set('memory.swap.max', '0');
        if (has('memory.oom.group')) set('memory.oom.group', '1');
        holds.add('memory');
      }
      if (cpus !== undefined && has('cpu.max')) {
        set('cpu.max', `${Math.round(cpus * CPU_PERIOD_US)} ${CPU_PERIOD_US}`);
        holds.add('cpu');
      }
    } catch {
      // A file system that may not be written to, or a controller that is taken: the limits are held by other means.
      holds.clear();
    }
    const cgroup = new StepCgroup(directory, holds);
    if (holds.size > 0) return cgroup;
    cgroup.close();
    return null;
  }

  holds(what: 'memory' | 'cpu'): boolean {
    return this.#holds.has(what);
  }

  /** Puts a process into the group; what it starts from then on is in it too. A group that takes no process holds nothing. */
  add(pid: number): void {
    try {
      writeFileSync(join(this.#directory, 'cgroup.procs'), String(pid));
    } catch {
      this.#holds.clear();
    }
  }

  /** Whether the kernel has ended a process of the group because of its memory. */
  get ranOutOfMemory(): boolean {
    try {
      const events = readFileSync(join(this.#directory, 'memory.events'), 'utf8');
      return Number(/^oom_kill (\d+)/m.exec(events)?.[1] ?? 0) > 0;
    } catch {
      return false;
    }
  }

  kill(): void {
    try {
      writeFileSync(join(this.#directory, 'cgroup.kill'), '1');
    } catch {
      // Kernels before 5.14 lack it; processes are also killed one by one.
    }
  }

  /** Removes the group when its last process is gone. */
  close(): void {
    try {
      rmdirSync(this.#directory);
    } catch {
      // Not made, or a process still ends: an empty group costs nothing and goes with its parent.
    }
  }
}

/** A group hands a controller down only when it is told to; one with processes of its own may not, and then others hold the limits. */
const enableControllers = (parent: string): void => {
  for (const controller of ['memory', 'cpu']) {
    try {
      writeFileSync(join(parent, 'cgroup.subtree_control'), `+${controller}`);
    } catch {
      // Told by the absence of memory.max or cpu.max.
    }
  }
};
