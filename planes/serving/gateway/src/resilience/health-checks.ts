import { Agent, request } from 'undici';
import type { PredictorAnswer } from './exchange.ts';
import type { Predictor } from './predictor.ts';

/** A predictor that dies without a connection breaking is found after this at the latest. */
const READY_INTERVAL_MS = 500;
/** One that is starting should not idle for longer than this once it is ready. */
const UNREADY_INTERVAL_MS = 100;
/** Slower than this makes a predictor suspect, not down: a machine under load is slow as a whole. */
const TIMEOUT_MS = 1000;

const limits = () => ({
  headersTimeout: TIMEOUT_MS,
  bodyTimeout: TIMEOUT_MS,
  signal: AbortSignal.timeout(TIMEOUT_MS),
});

/** Asks the predictors that it watches for their health, each in its own rhythm. */
export class HealthChecks {
  /** Their own connections: behind a queue of predictions they would measure the queue. */
  readonly #agent = new Agent({ connections: 1, connectTimeout: TIMEOUT_MS, allowH2: false });
  readonly #timers = new Map<Predictor, NodeJS.Timeout | null>();
  readonly #running = new Map<Predictor, Promise<void>>();

  /** Starts watching; resolves after the first answer. */
  watch(predictor: Predictor): Promise<void> {
    this.#timers.set(predictor, null);
    return this.checkNow(predictor);
  }

  forget(predictor: Predictor): void {
    clearTimeout(this.#timers.get(predictor) ?? undefined);
    this.#timers.delete(predictor);
  }

  /** Asks out of turn; one that is being asked is not asked twice. */
  checkNow(predictor: Predictor): Promise<void> {
    if (!this.#timers.has(predictor)) return Promise.resolve();
    clearTimeout(this.#timers.get(predictor) ?? undefined);
    const running = this.#running.get(predictor) ?? this.#check(predictor);
    this.#running.set(predictor, running);
    return running;
  }

  async close(): Promise<void> {
    for (const predictor of this.#timers.keys()) this.forget(predictor);
    await this.#agent.destroy();
    await Promise.all(this.#running.values());
  }

  async #check(predictor: Predictor): Promise<void> {
    const { address } = predictor.target;
    try {
      const before = predictor.state;
      predictor.markHealth(await this.#ask(address));
      // Once for each process that may be there; an answer decides about speed only.
      if (predictor.state === 'ready' && before !== 'ready' && before !== 'suspect')
        void this.#learn(predictor);
    } catch (error) {
      predictor.markSilent(error as Error);
    } finally {
      this.#running.delete(predictor);
      this.#plan(predictor);
    }
  }

  async #ask(address: string): Promise<Pick<PredictorAnswer, 'status' | 'release'>> {
    const { statusCode, headers, body } = await request(new URL('/v2/health/ready', address), {
      dispatcher: this.#agent,
      ...limits(),
    });
    await body.dump();
    const release = headers['x-slipway-release'];
    return { status: statusCode, release: typeof release === 'string' ? release : null };
  }

  /** What it can besides the protocol, as its metadata says; a server without metadata can nothing. */
  async #learn(predictor: Predictor): Promise<void> {
    const url = new URL('/v2', predictor.target.address);
    try {
      const { body } = await request(url, { dispatcher: this.#agent, ...limits() });
      const { extensions } = (await body.json()) as { extensions?: unknown };
      predictor.markExtensions(Array.isArray(extensions) ? extensions : []);
    } catch {
      predictor.markExtensions([]);
    }
  }

  #plan(predictor: Predictor): void {
    if (!this.#timers.has(predictor)) return;
    const wait = predictor.state === 'ready' ? READY_INTERVAL_MS : UNREADY_INTERVAL_MS;
    this.#timers.set(predictor, setTimeout(() => void this.checkNow(predictor), wait).unref());
  }
}
