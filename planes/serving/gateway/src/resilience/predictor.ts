import { Pool } from 'undici';
import { Exchange, type PredictorAnswer } from './exchange.ts';

/**
 * `ready`: gets traffic. `suspect`: did not answer in time or broke a connection; gets traffic only when nothing else is ready,
 * because a slow predictor is better than none. `down`: cannot be reached or says that it is not ready. `refused`: serves
 * another release than its variant, and gets nothing. `unknown`: not asked yet.
 */
export type PredictorState = 'unknown' | 'ready' | 'suspect' | 'down' | 'refused';

/** What tells one predictor of one release from every other. */
export interface PredictorTarget {
  readonly id: string;
  readonly address: string;
  readonly deployment: string;
  readonly release: string;
}

export const targetKey = ({ id, address, deployment, release }: PredictorTarget): string =>
  JSON.stringify([deployment, id, address, release]);

/** Beyond this many at once, requests wait for a connection: more connections only move the waiting into the predictor. */
const CONNECTIONS = 64;

/** What a connection attempt ends with when nobody listens. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const JSON_HEADERS = { 'content-type': 'application/json' };

/** A predictor as the gateway knows it: its connections, and whether it gets traffic. */
export class Predictor {
  readonly target: PredictorTarget;
  readonly key: string;
  readonly #pool: Pool;
  readonly #recheck: (predictor: Predictor) => void;
  #state: PredictorState = 'unknown';
  #reason = 'it was not asked yet';
  #inFlight = 0;

  /** @param recheck called when a request finds the predictor broken, so that its health is asked at once */
  constructor(target: PredictorTarget, recheck: (predictor: Predictor) => void) {
    this.target = target;
    this.key = targetKey(target);
    this.#recheck = recheck;
    this.#pool = new Pool(target.address, {
      connections: CONNECTIONS,
      allowH2: false,
      // The deadline of each request is the gateway's own.
      headersTimeout: 0,
      bodyTimeout: 0,
      connectTimeout: 1000,
    });
  }

  get state(): PredictorState {
    return this.#state;
  }

  /** Why it does not get traffic; empty when ready. */
  get reason(): string {
    return this.#reason;
  }

  /** Requests that it has not answered yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Starts a request; `answer` rejects when the connection fails or the exchange is aborted. */
  post(path: string, body: string): Exchange {
    const exchange = new Exchange();
    this.#inFlight += 1;
    exchange.answer.then(
      (answer) => {
        this.#inFlight -= 1;
        this.#judgeRelease(answer);
      },
      () => {
        this.#inFlight -= 1;
      },
    );
    this.#pool.dispatch({ path, method: 'POST', headers: JSON_HEADERS, body }, exchange);
    return exchange;
  }

  /** The connection failed, not the model: other requests should go elsewhere until its health is known again. */
  markBroken(error: Error): void {
    this.#judgeFailure(error);
    this.#recheck(this);
  }

  /** What its health check answered. */
  markHealth(answer: PredictorAnswer): void {
    if (this.#judgeRelease(answer)) return;
    if (answer.status === 200) this.#become('ready', '');
    else this.#become('down', `it is not ready (status ${answer.status})`);
  }

  /** Its health check got no answer: too slow, or no connection. */
  markSilent(error: Error): void {
    this.#judgeFailure(error);
  }

  /** Ends the connections when the requests on them are answered. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  #judgeRelease({ release }: PredictorAnswer): boolean {
    const other = release !== null && release !== this.target.release;
    if (other) this.#become('refused', `it serves release ${release}, not ${this.target.release}`);
    return other;
  }

  #judgeFailure(error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (UNREACHABLE.has(code)) this.#become('down', `it cannot be reached (${code})`);
    else if (this.#state === 'ready') this.#become('suspect', error.message);
  }

  #become(state: PredictorState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
  }
}
