import { SlipwayError } from '@slipway/contracts';
import type { Job, Part } from './job.ts';

export interface WaitingLineLimits {
  /** Requests that may wait. */
  readonly maxWaiting: number;
  /** Bytes that their inputs may hold together; a larger request is taken when nothing else waits. */
  readonly maxWaitingBytes: number;
}

/** The requests that wait for a run, in the order of their arrival, and never more of them than memory was planned for. */
export class WaitingLine {
  readonly #limits: WaitingLineLimits;
  #jobs: Job[] = [];
  #bytes = 0;
  #rows = 0;

  constructor(limits: WaitingLineLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#jobs.length;
  }

  /** Rows of the next parts of all that wait. */
  get rows(): number {
    return this.#rows;
  }

  /** Throws QUEUE_FULL. */
  add(job: Job): void {
    const waiting = this.#jobs.length;
    const { maxWaiting, maxWaitingBytes } = this.#limits;
    if (waiting >= maxWaiting || (waiting > 0 && this.#bytes + job.bytes > maxWaitingBytes))
      throw new SlipwayError('QUEUE_FULL', { waiting });
    this.#enter(job);
  }

  /**
   * The parts of the next run, at most `maxRows` rows if the first has not more by itself. A request that is not taken
   * wholly goes to the end of the line, so that it does not hold up the small ones.
   */
  take(maxRows: number, now: number): Part[] {
    const parts: Part[] = [];
    const again: Job[] = [];
    let rows = 0;
    let count = 0;
    for (const job of this.#jobs) {
      if (!job.settled && !job.isOver(now)) {
        const size = job.next!.rows;
        if (parts.length > 0 && rows + size > maxRows) break;
        rows += size;
        parts.push(job.take(now));
        if (job.next !== undefined) again.push(job);
      }
      count++;
    }
    const rest = count === this.#jobs.length ? [] : this.#jobs.slice(count);
    this.#replace([...rest, ...again]);
    return parts;
  }

  /** Answers and removes those whose time is over or whose caller is gone. True when one with limits is left. */
  sweep(now: number): boolean {
    this.#replace(this.#jobs.filter((job) => !job.settled && !job.isOver(now)));
    return this.#jobs.some(({ hasLimits }) => hasLimits);
  }

  #replace(jobs: Job[]): void {
    this.#jobs = [];
    this.#bytes = 0;
    this.#rows = 0;
    for (const job of jobs) this.#enter(job);
  }

  #enter(job: Job): void {
    this.#jobs.push(job);
    this.#bytes += job.bytes;
    this.#rows += job.next!.rows;
  }
}
