import { Fence, steadyMs } from '@slipway/platform/steady';
import { leaseUntil, provesAbsence } from './lease-time.ts';

/**
 * What a worker knows of its own lease without asking: until when nobody else can have it. It moves on with every answer, and
 * while the job server is provably dead; when its time is over, the work must have ended already.
 */
export class HeldLease {
  readonly #seconds: number;
  readonly #fence: Fence;
  readonly #followers = new Set<(until: number) => void>();
  #released = false;
  #until = Number.NEGATIVE_INFINITY;

  /** @param over called once, when the work must end */
  constructor(seconds: number, over: () => void) {
    this.#seconds = seconds;
    this.#fence = new Fence(over);
  }

  /** Of the steady clock; before the first answer: long ago. */
  get until(): number {
    return this.#until;
  }

  /** The job server has answered a question that was asked at `askedAt`. */
  answered(askedAt: number): void {
    const until = leaseUntil(askedAt, this.#seconds);
    if (until <= this.#until || this.#released || this.#fence.passed) return;
    this.#until = until;
    this.#fence.set(until);
    for (const follower of this.#followers) follower(until);
  }

  /**
   * The job server did not answer. If that proves that there is none while the lease still holds, then it holds as long as
   * the next job server's grace: that begins later.
   */
  unanswered(askedAt: number, error: unknown): void {
    if (provesAbsence(error) && steadyMs() < this.#until) this.answered(askedAt);
  }

  /** Calls `follower` whenever the end moves on. Returns how to stop that. */
  follow(follower: (until: number) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** The work has ended: what remains is to hand it in, which the job server judges. */
  release(): void {
    this.#released = true;
    this.#fence.clear();
  }
}
