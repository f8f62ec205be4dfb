import { readFileSync } from 'node:fs';
import type { ExecutionUsage } from '@slipway/platform';
import {
  carries,
  type ProcessEntry,
  pageBytes,
  parseStat,
  proportionalBytes,
  readProcessTable,
  TICKS_PER_SECOND,
} from './process-table.ts';
import { membersOf } from './process-tree.ts';

/** Looks for processes that came to be while others were killed: more rounds than any program forks between two signals. */
const KILL_ROUNDS = 20;
/** PSS costs a walk over all pages: it is read again when the resident memory has grown by this much over its last peak. */
const WORTH_MEASURING = 1.02;

export interface StepTreeOptions {
  /** Number of the step's first process, which leads its process group. */
  readonly root: number;
  /** `NAME=value` that only processes of this step have in their environment; null: none. */
  readonly mark: string | null;
  /**
   * The first process only holds the namespaces of the others and waits for the command: it is not asked to end, because that
   * would end the command at once. Default false.
   */
  readonly holds?: boolean;
}

/** All processes of one step: found, measured, and signalled together. */
export class StepTree {
  readonly #root: number;
  readonly #mark: string | null;
  readonly #holds: boolean;
  readonly #pageBytes = pageBytes();
  #members: readonly ProcessEntry[] = [];
  #residentPeak = 0;
  #peak: number | null = null;
  #cpuTicks = 0;

  constructor({ root, mark, holds = false }: StepTreeOptions) {
    this.#root = root;
    this.#mark = mark;
    this.#holds = holds;
  }

  /**
   * Looks at the tree and remembers who belongs to it. Returns the memory that it holds if that is more than `limitBytes`,
   * null otherwise. Shared pages count once.
   */
  measure(limitBytes: number | null): number | null {
    this.#members = membersOf(this.#root, readProcessTable(), this.#members);
    if (this.#members.length === 0) return null;
    this.#cpuTicks = Math.max(
      this.#cpuTicks,
      this.#members.reduce((sum, entry) => sum + entry.cpuTicks + entry.endedChildrenTicks, 0),
    );
    const resident = this.#members.reduce((sum, entry) => sum + entry.residentPages, 0) * this.#pageBytes;
    const exceeds = limitBytes !== null && resident > limitBytes;
    if (!exceeds && resident < this.#residentPeak * WORTH_MEASURING) return null;
    const used = this.#members.length === 1 ? resident : this.#proportional(resident);
    this.#residentPeak = Math.max(this.#residentPeak, resident);
    this.#peak = Math.max(this.#peak ?? 0, used);
    return limitBytes !== null && used > limitBytes ? used : null;
  }

  /** Signals every process of the step, also those that left its group. Linux only beyond the group itself. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#holds || signal === 'SIGKILL') signalProcess(-this.#root, signal);
    this.#members = this.#everyone();
    for (const { pid, group } of this.#members) if (group !== this.#root) signalProcess(pid, signal);
  }

  /** Ends everything that is left, also what the step starts meanwhile. */
  kill(): void {
    for (let round = 0; round < KILL_ROUNDS; round++) {
      this.signal('SIGKILL');
      if (this.#members.length === 0) return;
    }
  }

  /** What was used so far; after the first process has ended also what it used between two looks. */
  usage(): ExecutionUsage {
    const cpuTicks = Math.max(this.#cpuTicks, endedChildrenTicks());
    return { peakMemoryBytes: this.#peak, cpuSeconds: cpuTicks / TICKS_PER_SECOND };
  }

  #everyone(): ProcessEntry[] {
    const table = readProcessTable();
    const members = membersOf(this.#root, table, this.#members);
    const mark = this.#mark;
    if (mark === null) return members;
    const marked = table.filter(({ pid }) => pid !== process.pid && carries(pid, mark));
    return membersOf(this.#root, table, [...members, ...marked]);
  }

  #proportional(resident: number): number {
    const shares = this.#members.map(({ pid }) => proportionalBytes(pid));
    // Nothing of it may be read, e.g. because the processes changed their user: what is resident is known all the same.
    if (shares.every((share) => share === null)) return resident;
    return shares.reduce((sum: number, share) => sum + (share ?? 0), 0);
  }
}

const signalProcess = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone already, or it has become another user's, which only the container or the cgroup can end.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
};

/** Processor time of the children of this process that have ended, and of theirs. */
const endedChildrenTicks = (): number => {
  try {
    return parseStat(readFileSync('/proc/self/stat', 'latin1'))?.endedChildrenTicks ?? 0;
  } catch {
    return 0;
  }
};
