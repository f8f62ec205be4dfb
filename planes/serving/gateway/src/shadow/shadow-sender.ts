import { SlipwayError } from '@slipway/contracts';
import type { Flow } from '../data-plane/answer-group.ts';
import type { RowAnswer } from '../data-plane/prediction-call.ts';
import type { RecordedRequest } from '../recording/recorded-request.ts';
import type { Recorder } from '../recording/recorder.ts';
import { RetryBudget } from '../resilience/retry-budget.ts';
import { type AssignedShadow, shadowsOf } from '../routing/assigned-shadow.ts';
import { askShadow, comparableRows, failedRows, recordedCopy, type ShadowCopy } from './shadow-copy.ts';
import { ShadowLane, type ShadowRoom, type ShadowWork } from './shadow-lane.ts';

/** Bytes of requests that all copies of a gateway may hold; decoded they take several times as much. */
const ROOM = 32 * 1024 * 1024;
/** At the stop, copies under way get this long. */
const STOP_MS = 1000;

/** Rows since the process started. */
export interface ShadowCounts {
  /** Answered by a shadow. */
  answered: number;
  /** Asked of a shadow that failed; they are in the log as errors. */
  failed: number;
  /** Not asked, because the shadow was slower than the traffic; they are not in the log. */
  dropped: number;
}

/** Sends copies of answered requests to the shadows, beside the traffic: own connections, own limits, and nobody waits for it. */
export class ShadowSender {
  readonly counts: ShadowCounts = { answered: 0, failed: 0, dropped: 0 };
  readonly #recorder: Recorder;
  readonly #room: ShadowRoom = { free: ROOM };
  readonly #lanes = new Map<string, ShadowLane>();
  /** Shadows are asked once: a retry would be load for an answer that nobody waits for. */
  readonly #budget = new RetryBudget(0);
  #closed = false;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** What is to be called when the request is answered; null when no shadow wants a copy. */
  prepare(
    flow: Flow,
    recorded: RecordedRequest,
    answers: readonly RowAnswer[],
  ): (() => Promise<void>) | null {
    const { shadows } = flow.call.route;
    if (shadows.length === 0 || this.#closed) return null;
    const copies = shadowsOf(shadows, flow.request, flow.call.at).flatMap((shadow) =>
      this.#copyFor(shadow, flow, recorded, answers),
    );
    if (copies.length === 0) return null;
    return async () => {
      await Promise.all(copies.map((copy) => this.#send(copy)));
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, STOP_MS);
    await Promise.race([Promise.all([...this.#lanes.values()].map((lane) => lane.close())), late]);
    clearTimeout(timer);
  }

  #copyFor(
    shadow: AssignedShadow,
    flow: Flow,
    recorded: RecordedRequest,
    answers: readonly RowAnswer[],
  ): ShadowCopy[] {
    const variant = flow.call.route.variants.get(shadow.choice.variant);
    const indices = comparableRows(answers, shadow.choice.variant);
    return variant && indices.length > 0 ? [{ flow, recorded, shadow, variant, indices, answers }] : [];
  }

  /** Resolves when the copy is answered, failed or dropped. */
  #send(copy: ShadowCopy): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const key = `${copy.flow.call.route.endpoint} ${copy.variant.name}`;
    const lane = this.#lanes.get(key) ?? new ShadowLane(this.#room);
    this.#lanes.set(key, lane);
    const work: ShadowWork = {
      size: copy.flow.call.bytes,
      run: async () => {
        await this.#ask(copy);
        resolve();
      },
      drop: () => {
        this.counts.dropped += copy.indices.length;
        resolve();
      },
    };
    if (this.#closed) work.drop();
    else lane.take(work);
    return promise.finally(() => {
      if (lane.idle && this.#lanes.get(key) === lane) this.#lanes.delete(key);
    });
  }

  async #ask(copy: ShadowCopy): Promise<void> {
    const began = performance.now();
    const latency = () => performance.now() - began;
    try {
      const answers = await askShadow(copy, this.#budget);
      this.counts.answered += answers.length;
      await this.#recorder.recordOrCount(recordedCopy(copy, latency()), answers);
    } catch (thrown) {
      this.counts.failed += copy.indices.length;
      const rows = failedRows(copy, SlipwayError.from(thrown));
      await this.#recorder.recordOrCount(recordedCopy(copy, latency()), rows);
    }
  }
}
