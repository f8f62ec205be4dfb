import { writeFileSync } from 'node:fs';
import type { ExecutionLimits, ExecutionUsage } from '@slipway/platform';
import { holdToProcessors } from './cpu-affinity.ts';
import { ownCgroup, StepCgroup } from './step-cgroup.ts';
import { StepTree } from './step-tree.ts';

/** Soon after the start, so that short steps are measured too. */
const FIRST_LOOK_MS = 25;
/** With a memory limit a step can grow for this long beyond it; a look at a machine with 200 processes costs some 3 ms. */
const LIMITED_LOOK_MS = 100;
const LOOK_MS = 250;
/** The kernel ends the step first when the machine as a whole runs out of memory. */
const FIRST_TO_GO = '1000';

const MEBIBYTE = 1024 * 1024;

export interface StepWatchOptions {
  readonly limits: ExecutionLimits;
  /** A cgroup directory to make the step's own in; null: that of this process. */
  readonly cgroup: string | null;
  /** As {@link StepTree}. */
  readonly mark: string | null;
  /** As {@link StepTree}. */
  readonly holds?: boolean;
}

/** Holds a step to its limits, measures it, and ends all of it. Made before the step starts, because some limits are inherited. */
export class StepWatch {
  readonly #options: StepWatchOptions;
  readonly #cgroup: StepCgroup | null;
  readonly #processorNote: string | null;
  #tree: StepTree | null = null;
  #timer: NodeJS.Timeout | undefined;
  #exceededBytes: number | null = null;

  constructor(options: StepWatchOptions) {
    const { limits, cgroup } = options;
    this.#options = options;
    const limited = limits.memoryBytes !== undefined || limits.cpus !== undefined;
    const parent = limited ? (cgroup ?? ownCgroup()) : null;
    this.#cgroup = parent === null ? null : StepCgroup.open(parent, `slipway-step-${process.pid}`, limits);
    this.#processorNote = this.#holdProcessors();
  }

  /** What holds the step to its limits, for the log; after {@link follow}. */
  get notes(): readonly string[] {
    return [...this.#memoryNotes(), ...this.#cpuNotes()];
  }

  /** The memory that the step was ended for, in bytes; null when it was not. */
  get exceededBytes(): number | null {
    if (this.#exceededBytes === null && this.#cgroup?.ranOutOfMemory)
      return this.#options.limits.memoryBytes ?? null;
    return this.#exceededBytes;
  }

  /** Begins with the first process of the step. */
  follow(root: number): void {
    const { mark, limits, holds = false } = this.#options;
    const tree = new StepTree({ root, mark, holds });
    this.#tree = tree;
    offerToKernel(root);
    this.#cgroup?.add(root);
    const limitBytes = limits.memoryBytes ?? null;
    const look = () => {
      const used = tree.measure(limitBytes);
      if (used !== null) {
        this.#exceededBytes = used;
        this.kill();
      }
      this.#timer = setTimeout(look, limitBytes === null ? LOOK_MS : LIMITED_LOOK_MS);
    };
    this.#timer = setTimeout(look, FIRST_LOOK_MS);
  }

  signal(signal: NodeJS.Signals): void {
    this.#tree?.signal(signal);
  }

  /** Ends every process of the step at once. */
  kill(): void {
    this.#cgroup?.kill();
    this.#tree?.kill();
  }

  /** After the step has ended. Undefined when it never began. */
  close(): ExecutionUsage | undefined {
    clearTimeout(this.#timer);
    this.kill();
    this.#cgroup?.close();
    return this.#tree?.usage();
  }

  #memoryNotes(): string[] {
    const { memoryBytes } = this.#options.limits;
    if (memoryBytes === undefined) return [];
    const limit = `memory: at most ${Math.round(memoryBytes / MEBIBYTE)} MiB`;
    return this.#cgroup?.holds('memory')
      ? [`${limit}, held by a cgroup and looked at every ${LIMITED_LOOK_MS} ms`]
      : [`${limit}, looked at every ${LIMITED_LOOK_MS} ms; there is no cgroup that could be written to`];
  }

  #cpuNotes(): string[] {
    const { cpus } = this.#options.limits;
    if (cpus === undefined) return [];
    if (this.#processorNote !== null) return [`processors: ${this.#processorNote}`];
    return this.#cgroup?.holds('cpu')
      ? [`processors: at most ${cpus}, held by a cgroup`]
      : [`processors: its limit of ${cpus} is not enforced: the cgroup takes no process`];
  }

  /** Where no cgroup does it; null when one does, or there is no limit. */
  #holdProcessors(): string | null {
    const { cpus } = this.#options.limits;
    if (cpus === undefined || this.#cgroup?.holds('cpu')) return null;
    try {
      return holdToProcessors(cpus);
    } catch (error) {
      return `its limit of ${cpus} is not enforced: ${(error as Error).message}`;
    }
  }
}

const offerToKernel = (pid: number): void => {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, FIRST_TO_GO);
  } catch {
    // It has ended already, or this is no Linux.
  }
};
