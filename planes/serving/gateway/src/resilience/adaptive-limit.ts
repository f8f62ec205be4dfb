/** Fewer at the same time would serve nobody, whatever the latency says. */
const LEAST = 8;
/** High enough that a start with thousands of connections is not refused before anything is known; memory is safe. */
const FIRST = 4096;
const MOST = 100_000;
/** Samples are averaged over this long, and over this many: a single slow answer decides nothing. */
const STEP_MS = 100;
const STEP_SAMPLES = 10;
/** The shortest round trip is forgotten after one to two of these: another model may be slower by nature. */
const SHORTEST_AGE_MS = 30_000;
/** Waiting as long again as the answer itself takes is the price of a full machine. */
const TOLERANCE = 2;
/** A queue that costs less than this share of the deadline hurts nobody; refusing would. */
const DEADLINE_SHARE = 0.25;
/** The shortest round trip that was seen may have been a queue already: what takes longer than this share is one. */
const QUEUE_SHARE = 0.75;
/** The limit is never cut deeper than to this in one step. */
const DEEPEST = 0.5;

/**
 * How many requests may be under way, learnt from their latency: it shrinks while round trips are longer than wanted, in
 * proportion, and grows by its square root while they are not and at least half of it is used.
 * limit' = limit · max(0.5, wanted / measured) or limit + √limit; wanted = 2 · shortest round trip, within ¼ and ¾ of the
 * deadline.
 * Source: the Gradient limit of Netflix' concurrency-limits (after TCP Vegas, Brakmo and Peterson 1995); the share of the
 * deadline is ours. It does no I/O and has no clock.
 */
export class AdaptiveLimit {
  #limit = FIRST;
  #sum = 0;
  #samples = 0;
  #stepEnds = 0;
  #mostInFlight = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #shortestBefore = Number.POSITIVE_INFINITY;
  #shortestEnds = 0;

  get value(): number {
    return Math.floor(this.#limit);
  }

  /**
   * One answered request.
   * @param inFlight requests under way with it
   * @param deadlineMs what the endpoint gives a request
   */
  sample(milliseconds: number, inFlight: number, deadlineMs: number, now: number): void {
    this.#noteShortest(milliseconds, now);
    this.#sum += milliseconds;
    this.#samples += 1;
    if (inFlight > this.#mostInFlight) this.#mostInFlight = inFlight;
    if (this.#stepEnds === 0) this.#stepEnds = now + STEP_MS;
    if (now < this.#stepEnds || this.#samples < STEP_SAMPLES) return;
    this.#step(this.#sum / this.#samples, deadlineMs);
    this.#sum = 0;
    this.#samples = 0;
    this.#mostInFlight = 0;
    this.#stepEnds = now + STEP_MS;
  }

  #step(measured: number, deadlineMs: number): void {
    const shortest = Math.min(this.#shortest, this.#shortestBefore);
    const patient = Math.min(TOLERANCE * shortest, QUEUE_SHARE * deadlineMs);
    const wanted = Math.max(patient, DEADLINE_SHARE * deadlineMs);
    if (measured > wanted) {
      // Only what is really under way can be cut: a limit far above it would take many steps to be felt.
      const used = Math.min(this.#limit, Math.max(LEAST, this.#mostInFlight));
      this.#limit = Math.max(LEAST, used * Math.max(DEEPEST, wanted / measured));
    } else if (this.#mostInFlight * 2 > this.#limit) {
      this.#limit = Math.min(MOST, this.#limit + Math.sqrt(this.#limit));
    }
  }

  #noteShortest(milliseconds: number, now: number): void {
    if (now >= this.#shortestEnds) {
      this.#shortestBefore = this.#shortest;
      this.#shortest = Number.POSITIVE_INFINITY;
      this.#shortestEnds = now + SHORTEST_AGE_MS;
    }
    if (milliseconds < this.#shortest) this.#shortest = milliseconds;
  }
}
