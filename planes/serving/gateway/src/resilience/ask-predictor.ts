import { performance } from 'node:perf_hooks';
import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';
import { Future, type Span } from '@slipway/platform';
import { Deadlines, type Due } from './deadlines.ts';
import { ejectOutliers } from './ejector.ts';
import type { Predictor } from './predictor.ts';
import type { Outcome, Query, Sent } from './query.ts';
import { pickPredictor } from './ready-set.ts';
import type { RetryBudget } from './retry-budget.ts';

/** One question to a variant. An infer request changes nothing, so that it may be asked again of another predictor. */
export interface Question {
  readonly variant: string;
  readonly predictors: readonly Predictor[];
  /** Where they take infer requests. */
  readonly path: string;
  readonly signature: ModelSignature;
  /** All inputs of the signature in its order. */
  readonly tensors: readonly Tensor[];
  readonly rows: number;
  /** Wanted outputs; absent: all. */
  readonly outputs?: readonly string[] | undefined;
  readonly requestId: string;
  /** Milliseconds that are left, and the whole that the message names. */
  readonly remainingMs: number;
  readonly timeoutMs: number;
  /** Deadline of one try; null: what is left of the whole. */
  readonly tryTimeoutMs: number | null;
  /** Further tries after the first. */
  readonly retries: number;
  /** Of the endpoint and the variant. */
  readonly budget: RetryBudget;
  /** Ask a second predictor when the first has not answered after this time; null: never. */
  readonly hedgeAfterMs: number | null;
  /** W3C trace context to pass on; null: none came. */
  readonly traceparent: string | null;
  /** What vendors keep beside it; null or absent: nothing. */
  readonly tracestate?: string | null;
  /** What each try is a piece of, which goes before `traceparent`; null or absent: they are not traced. */
  readonly span?: Span | null;
  readonly onRetry: () => void;
}

/** What a predictor said. */
export interface Inferred {
  readonly outputs: readonly Tensor[];
  /** Time in the queue of the predictor and in the model, as it says; null: it says nothing. */
  readonly queueMs: number | null;
  readonly inferenceMs: number | null;
  /** Id of the predictor that answered. */
  readonly predictor: string;
}

/** A predictor without any answer to anybody for this share of what was left gets company: it may have been stopped. */
const SILENT_SHARE = 0.5;

let turn = 0;
let turning = false;

/** Grows with every turn of the event loop: requests of one turn go the same way, so that they can travel together. */
const currentTurn = (): number => {
  if (!turning) {
    turning = true;
    setImmediate(() => {
      turning = false;
      turn += 1;
    });
  }
  return turn;
};

interface Try {
  readonly predictor: Predictor;
  readonly began: number;
  /** When it is given up, on the clock of `performance.now()`. */
  readonly until: number;
  readonly span: Span | null;
  sent: Sent | null;
}

const NOBODY: ReadonlySet<Predictor> = new Set();
const deadlines = new Deadlines();

class Asking implements Due {
  readonly inferred = new Future<Inferred>();
  readonly #question: Question;
  readonly #query: Query;
  #live: Try[] = [];
  /** Not to be asked again. */
  #answered = NOBODY;
  /** To be asked again when there is no other. */
  #broken = NOBODY;
  #retriesLeft: number;
  #hedgeAt = Number.POSITIVE_INFINITY;
  #companyAt = Number.POSITIVE_INFINITY;
  #dueAt = 0;
  place: number | null = null;
  #over = false;

  constructor(question: Question, now: number) {
    this.#question = question;
    const { variant, path, signature, tensors, rows, outputs, requestId, traceparent } = question;
    const { tryTimeoutMs, retries, hedgeAfterMs, predictors, tracestate = null } = question;
    const left = Math.max(1, question.remainingMs);
    const deadline = now + left;
    this.#query = {
      variant,
      path,
      signature,
      tensors,
      rows,
      outputs,
      requestId,
      traceparent,
      tracestate,
      deadline,
    };
    this.#retriesLeft = retries;
    if (predictors.length < 2) return;
    if (hedgeAfterMs !== null) this.#hedgeAt = now + hedgeAfterMs;
    if (tryTimeoutMs === null) this.#companyAt = now + SILENT_SHARE * left;
  }

  start(now: number): void {
    const { variant, budget, predictors } = this.#question;
    budget.noteRequest(now);
    ejectOutliers(predictors, now);
    const predictor = this.#pick(now);
    if (!predictor) {
      this.#fail(new SlipwayError('NO_PREDICTOR', { variant }));
      return;
    }
    this.#launch(predictor, now);
    this.#arm();
  }

  /** Somebody who is not being asked. */
  #pick(now: number): Predictor | null {
    let answered = this.#answered;
    for (const { predictor } of this.#live) answered = withOne(answered, predictor);
    return pickPredictor(this.#question.predictors, { answered, broken: this.#broken }, currentTurn(), now);
  }

  #launch(predictor: Predictor, now: number): void {
    const { tryTimeoutMs } = this.#question;
    const { deadline } = this.#query;
    const until = tryTimeoutMs === null ? deadline : Math.min(deadline, now + tryTimeoutMs);
    const span = this.#question.span?.child('infer') ?? null;
    const query = span ? { ...this.#query, traceparent: span.traceparent } : this.#query;
    const attempt: Try = { predictor, began: now, until, span, sent: null };
    // Mostly the only one, and a list that is pushed to has room for many.
    if (this.#live.length === 0) this.#live = [attempt];
    else this.#live.push(attempt);
    attempt.sent = predictor.ask(query, (outcome) => this.#settled(attempt, outcome));
  }

  #settled(attempt: Try, outcome: Outcome): void {
    const { predictor } = attempt;
    this.#drop(attempt);
    endSpan(attempt, outcome.kind, outcome.kind === 'answered' ? null : outcome.error.code);
    if (outcome.kind === 'answered') {
      const { outputs, queueMs, inferenceMs } = outcome;
      this.#finish();
      this.inferred.settle({ outputs, queueMs, inferenceMs, predictor: predictor.target.id });
    } else if (outcome.kind === 'invalid') {
      this.#fail(outcome.error);
    } else {
      const broken = outcome.kind === 'broken' || outcome.kind === 'unreachable';
      if (broken) this.#broken = withOne(this.#broken, predictor);
      else this.#answered = withOne(this.#answered, predictor);
      this.#goOn(outcome.error, performance.now(), outcome.kind !== 'unreachable');
    }
  }

  /** A try has failed: there is a next one, or others still run, or this is the end. */
  #goOn(failure: SlipwayError, now: number, counts: boolean): void {
    if (!this.#again(now, counts) && this.#live.length === 0) this.#fail(failure);
  }

  /**
   * One more try, if retries and budget are left and there is somebody to ask.
   * @param counts false: the last one has reached nobody, so that this one adds no load
   */
  #again(now: number, counts: boolean): boolean {
    if (this.#retriesLeft === 0) return false;
    const next = this.#pick(now);
    if (!next) return false;
    const { budget, onRetry } = this.#question;
    if (!counts) budget.noteFreeRetry();
    else if (!budget.take('retry', now)) return false;
    this.#retriesLeft -= 1;
    onRetry();
    this.#launch(next, now);
    this.#arm();
    return true;
  }

  get dueAt(): number {
    return this.#dueAt;
  }

  /** For whatever comes first. */
  #arm(): void {
    deadlines.remove(this);
    let at = Math.min(this.#query.deadline, this.#hedgeAt, this.#companyAt);
    for (const { until } of this.#live) if (until < at) at = until;
    this.#dueAt = at;
    deadlines.add(this);
  }

  tick(now: number): void {
    if (now >= this.#query.deadline) {
      this.#expire();
      return;
    }
    if (now >= this.#hedgeAt) this.#hedge(now);
    if (now >= this.#companyAt) this.#keepCompany(now);
    for (const attempt of [...this.#live]) if (now >= attempt.until) this.#giveUp(attempt, now);
    if (!this.#over) this.#arm();
  }

  /** A second predictor is asked, while the first goes on: the first good answer wins. */
  #hedge(now: number): void {
    this.#hedgeAt = Number.POSITIVE_INFINITY;
    const next = this.#pick(now);
    if (next && this.#question.budget.take('hedge', now)) this.#launch(next, now);
  }

  /** Without a deadline for each try, one that is stopped would take the whole: a silent one gets company in time. */
  #keepCompany(now: number): void {
    this.#companyAt = Number.POSITIVE_INFINITY;
    const [first] = this.#live;
    if (this.#live.length !== 1 || !first || first.predictor.lastSignAt > first.began) return;
    first.predictor.markSlow();
    this.#again(now, true);
  }

  #giveUp(attempt: Try, now: number): void {
    const { variant, tryTimeoutMs } = this.#question;
    this.#drop(attempt);
    attempt.sent?.giveUp(true);
    endSpan(attempt, 'given-up', 'TIMEOUT');
    attempt.predictor.markSlow();
    this.#answered = withOne(this.#answered, attempt.predictor);
    this.#goOn(timedOut(variant, tryTimeoutMs ?? 0), now, true);
  }

  #expire(): void {
    const { variant, timeoutMs } = this.#question;
    for (const attempt of this.#live.splice(0)) {
      attempt.sent?.giveUp(true);
      endSpan(attempt, 'given-up', 'TIMEOUT');
      attempt.predictor.markSlow();
    }
    this.#fail(timedOut(variant, timeoutMs));
  }

  #fail(error: SlipwayError): void {
    this.#finish();
    this.inferred.fail(error);
  }

  #finish(): void {
    this.#over = true;
    deadlines.remove(this);
    if (this.#live.length === 0) return;
    for (const attempt of this.#live.splice(0)) {
      attempt.sent?.giveUp(false);
      endSpan(attempt, 'not-needed', null);
    }
  }

  #drop(attempt: Try): void {
    if (this.#live.at(-1) === attempt) this.#live.pop();
    else this.#live.splice(this.#live.indexOf(attempt), 1);
  }
}

const endSpan = ({ span, predictor }: Try, outcome: string, error: string | null): void => {
  const { id, address } = predictor.target;
  span?.end({ 'slipway.predictor': id, 'url.full': address, 'slipway.outcome': outcome }, error);
};

const withOne = (set: ReadonlySet<Predictor>, predictor: Predictor): ReadonlySet<Predictor> =>
  new Set([...set, predictor]);

const timedOut = (variant: string, milliseconds: number): SlipwayError =>
  new SlipwayError('TIMEOUT', { what: `A predictor of variant "${variant}"`, milliseconds });

/**
 * Asks the predictors of one variant until one gives a result, within the deadline, the retries and their budget. Questions
 * of one turn of the event loop to the same predictor travel together.
 * @param now on the clock of `performance.now()`
 * Fails with NO_PREDICTOR, PREDICTOR_FAILED, TIMEOUT, QUEUE_FULL, and what a predictor says about bad input.
 */
export const askPredictor = (question: Question, now = performance.now()): Future<Inferred> => {
  const asking = new Asking(question, now);
  asking.start(now);
  return asking.inferred;
};
