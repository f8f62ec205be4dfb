import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { Future } from '@slipway/platform';
import type { LocalPredictor } from './local-predictors.ts';
import {
  type Line,
  type LineEvents,
  type Outcome,
  type Query,
  type Sent,
  VERDICT,
  type Verdict,
} from './query.ts';

/** As a connection that nobody takes: it is asked again when its health check finds it. */
const GONE = Object.assign(new Error('it is not in this process any more'), { code: 'ECONNREFUSED' });

/** A direct call in this process; the predictor joins the requests of a turn by itself. */
export class LocalLine implements Line {
  readonly gathering = 0;
  readonly #find: () => LocalPredictor | null;
  readonly #events: LineEvents;
  #underWay = 0;
  #closing: (() => void) | null = null;

  constructor(find: () => LocalPredictor | null, events: LineEvents) {
    this.#find = find;
    this.#events = events;
  }

  send(query: Query, settle: (outcome: Outcome) => void): Sent {
    const signal = { aborted: false };
    const began = performance.now();
    this.#underWay += 1;
    const end = (outcome: Outcome) => {
      if (signal.aborted) return;
      this.#end(VERDICT[outcome.kind], began);
      settle(outcome);
    };
    let returned = false;
    this.#ask(query, signal, (outcome) => {
      if (returned) end(outcome);
      else queueMicrotask(() => end(outcome));
    });
    returned = true;
    return {
      giveUp: (slow) => {
        signal.aborted = true;
        this.#end(slow ? 'bad' : 'neutral', began);
      },
    };
  }

  async close(): Promise<void> {
    if (this.#underWay === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closing = resolve;
    await promise;
  }

  #ask(query: Query, signal: { readonly aborted: boolean }, tell: (outcome: Outcome) => void): void {
    const { tensors, rows, outputs: wanted, deadline } = query;
    const predictor = this.#find();
    if (predictor === null) {
      this.#events.broke(GONE);
      tell(failed('unreachable', query, GONE.message));
      return;
    }
    const refusal = this.#events.refusalOf(predictor.release);
    if (refusal !== null) {
      tell(failed('failed', query, refusal));
      return;
    }
    Future.try(() => predictor.infer(tensors, rows, wanted, { deadline, signal })).end(
      ({ outputs, queueMs, inferenceMs }) => tell({ kind: 'answered', outputs, queueMs, inferenceMs }),
      (thrown) => tell(outcomeOf(SlipwayError.from(thrown), query)),
    );
  }

  #end(how: Verdict, began: number): void {
    const now = performance.now();
    this.#underWay -= 1;
    this.#events.ended(how, now - began, now);
    if (this.#underWay === 0) this.#closing?.();
  }
}

const failed = (
  kind: 'unreachable' | 'failed',
  { variant }: Query,
  reason: string,
  cause?: unknown,
): Outcome => ({
  kind,
  error: new SlipwayError('PREDICTOR_FAILED', { variant, reason }, { cause }),
});

/** The same judgement as over HTTP: by the kind that the status would tell. */
const outcomeOf = (error: SlipwayError, query: Query): Outcome => {
  if (error.kind === 'busy') return { kind: 'busy', error };
  if (error.kind === 'invalid') return { kind: 'invalid', error };
  return failed('failed', query, error.message, error);
};
