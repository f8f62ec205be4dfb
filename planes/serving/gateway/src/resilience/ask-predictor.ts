import { type ErrorBody, SlipwayError } from '@slipway/contracts';
import type { Exchange, PredictorAnswer } from './exchange.ts';
import type { Predictor } from './predictor.ts';
import { pickPredictor } from './ready-set.ts';

/** One question to a variant. An infer request changes nothing, so that it may be asked again of another predictor. */
export interface Question<T> {
  readonly variant: string;
  readonly predictors: readonly Predictor[];
  readonly path: string;
  readonly body: string;
  /** Milliseconds that are left, and the whole that the message names. */
  readonly remainingMs: number;
  readonly timeoutMs: number;
  /** Further tries after the first. */
  readonly retries: number;
  /** Makes the result of a 200 body; what it throws counts as a failure of the predictor, or as bad input when it is `invalid`. */
  readonly decode: (body: Buffer) => T;
  readonly onRetry: () => void;
}

/** The catalogue error that a predictor sent, as far as it can be read. */
const sentError = ({ body }: PredictorAnswer): SlipwayError | null => {
  try {
    const sent = JSON.parse(body.toString('utf8')) as Partial<ErrorBody> | null;
    if (typeof sent?.error !== 'string') return null;
    if (typeof sent.code === 'string') return SlipwayError.fromBody(sent as ErrorBody);
    return new SlipwayError('INVALID_REQUEST', { reason: sent.error });
  } catch {
    return null;
  }
};

/** Statuses that blame the request; 404, 408 and 429 are about the predictor. */
const blamesRequest = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 404 && status !== 408 && status !== 429;

let turn = 0;

class Asking<T> {
  readonly #question: Question<T>;
  readonly #answered = new Set<Predictor>();
  readonly #broken = new Set<Predictor>();
  #current: Exchange | null = null;
  #expired = false;

  constructor(question: Question<T>) {
    this.#question = question;
  }

  async run(): Promise<T> {
    const { remainingMs, retries, predictors, variant, onRetry } = this.#question;
    const timer = setTimeout(() => this.#expire(), Math.max(1, remainingMs));
    let failure: SlipwayError | null = null;
    try {
      for (let attempt = 0; attempt <= retries; attempt++) {
        const tried = { answered: this.#answered, broken: this.#broken };
        const predictor = pickPredictor(predictors, tried, turn++);
        if (!predictor) break;
        if (attempt > 0) onRetry();
        const outcome = await this.#attempt(predictor);
        if ('result' in outcome) return outcome.result;
        failure = outcome.failure;
      }
    } finally {
      clearTimeout(timer);
    }
    throw failure ?? new SlipwayError('NO_PREDICTOR', { variant });
  }

  /** The result, or why another predictor should be asked. Throws what no other predictor can change. */
  async #attempt(predictor: Predictor): Promise<{ result: T } | { failure: SlipwayError }> {
    const { path, body, variant, timeoutMs } = this.#question;
    let answer: PredictorAnswer;
    try {
      this.#current = predictor.post(path, body);
      answer = await this.#current.answer;
    } catch (error) {
      if (this.#expired) {
        const what = `A predictor of variant "${variant}"`;
        throw new SlipwayError('TIMEOUT', { what, milliseconds: timeoutMs }, { cause: error });
      }
      predictor.markBroken(error as Error);
      this.#broken.add(predictor);
      return { failure: this.#failed((error as Error).message, error) };
    }
    this.#answered.add(predictor);
    return this.#judge(predictor, answer);
  }

  #judge(predictor: Predictor, answer: PredictorAnswer): { result: T } | { failure: SlipwayError } {
    // A predictor that serves something else must not answer, whatever it says.
    if (predictor.state === 'refused') return { failure: this.#failed(predictor.reason) };
    if (answer.status === 200) {
      try {
        return { result: this.#question.decode(answer.body) };
      } catch (error) {
        const decoding = SlipwayError.from(error);
        if (decoding.kind === 'invalid') throw decoding;
        return {
          failure: decoding.code === 'PREDICTOR_FAILED' ? decoding : this.#failed(decoding.message, error),
        };
      }
    }
    const sent = sentError(answer);
    if (sent && blamesRequest(answer.status)) throw sent;
    // Passed on as it is: the client may wait and come back.
    if (sent?.kind === 'busy') return { failure: sent };
    return { failure: this.#failed(sent?.message ?? `status ${answer.status}`, sent) };
  }

  #failed(reason: string, cause?: unknown): SlipwayError {
    return new SlipwayError('PREDICTOR_FAILED', { variant: this.#question.variant, reason }, { cause });
  }

  #expire(): void {
    this.#expired = true;
    this.#current?.abort(new Error('the deadline has passed'));
  }
}

/**
 * Asks the predictors of one variant until one gives a result, within the deadline and the retries.
 * Throws NO_PREDICTOR, PREDICTOR_FAILED, TIMEOUT, QUEUE_FULL, and what a predictor says about bad input.
 */
export const askPredictor = <T>(question: Question<T>): Promise<T> => new Asking(question).run();
