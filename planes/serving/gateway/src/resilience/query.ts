import type { ModelSignature, SlipwayError } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';

/** What a request asks of a predictor. */
export interface Query {
  /** The variant that errors name. */
  readonly variant: string;
  /** Where the predictor takes infer requests. */
  readonly path: string;
  readonly signature: ModelSignature;
  /** All inputs of the signature in its order, with `rows` rows each. */
  readonly tensors: readonly Tensor[];
  readonly rows: number;
  /** Wanted outputs; undefined: all. */
  readonly outputs: readonly string[] | undefined;
  readonly requestId: string;
  /** W3C trace context to pass on; null: none came. */
  readonly traceparent: string | null;
  /** What vendors keep beside it; null or absent: nothing. */
  readonly tracestate?: string | null;
  /** When nobody waits for the answer any more, on the clock of `performance.now()`. */
  readonly deadline: number;
}

/**
 * How a try ended without an answer. `unreachable`: nobody took the request. `broken`: the connection failed under it, the
 * next one may hold. `busy`: it has no room. `failed`: it answered, but not with a prediction.
 */
export type FailureKind = 'unreachable' | 'broken' | 'busy' | 'failed';

/** What came of a query; `invalid` blames the request, so that no other predictor would say otherwise. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly outputs: readonly Tensor[];
      readonly queueMs: number | null;
      readonly inferenceMs: number | null;
    }
  | { readonly kind: 'invalid'; readonly error: SlipwayError }
  | { readonly kind: FailureKind; readonly error: SlipwayError };

/** What an exchange says about the predictor. */
export type Verdict = 'good' | 'bad' | 'neutral';

/** A predictor that refuses bad input works; one whose queue is full is not broken. */
export const VERDICT: Readonly<Record<Outcome['kind'], Verdict>> = {
  answered: 'good',
  invalid: 'good',
  busy: 'neutral',
  unreachable: 'bad',
  broken: 'bad',
  failed: 'bad',
};

/** A query under way. */
export interface Sent {
  /**
   * Its answer is not wanted any more; `settle` will not be called.
   * @param slow because it took too long, which speaks against the predictor
   */
  giveUp(slow: boolean): void;
}

/** The way to a predictor. */
export interface Line {
  /** Calls `settle` once, never before it returns. */
  send(query: Query, settle: (outcome: Outcome) => void): Sent;
  /** Requests that wait for nothing but the end of this turn, to travel as one. */
  readonly gathering: number;
  /** Ends when what is under way is answered. */
  close(): Promise<void>;
}

/** What a line tells about the predictor at its end. */
export interface LineEvents {
  /** It understands binary tensors. */
  readonly takesBinary: boolean;
  /** Why answers of this release must not be used; null when they may. Null as release: it says nothing, as foreign servers do. */
  refusalOf(release: string | null): string | null;
  /** An exchange ended after that time; `now` is on the clock of `performance.now()`. */
  ended(how: Verdict, milliseconds: number, now: number): void;
  /** The connection failed. */
  broke(error: Error): void;
}
