import type { Logger } from '@slipway/platform';
import { HealthChecks } from './health-checks.ts';
import { HttpLine } from './http-line.ts';
import { LocalLine } from './local-line.ts';
import type { LocalPredictors } from './local-predictors.ts';
import { Predictor, type PredictorStatistics, type PredictorTarget, targetKey } from './predictor.ts';
import type { Line, LineEvents } from './query.ts';

/** A slow newcomer must not hold up a change of routing for longer than this. */
const SETTLE_MS = 1000;

interface Entry {
  readonly predictor: Predictor;
  readonly settled: Promise<void>;
  holders: number;
}

export interface PredictorRegisterOptions {
  /** Name of this gateway, which predictors are told. */
  readonly gateway: string;
  /** Predictors in this process; absent: none. */
  readonly local?: LocalPredictors | undefined;
  readonly logger: Logger;
}

/** The predictors in use. One that two routing documents name is one predictor; without holders it is drained. */
export class PredictorRegister {
  readonly #health = new HealthChecks();
  readonly #entries = new Map<string, Entry>();
  readonly #draining = new Set<Promise<void>>();
  readonly #options: PredictorRegisterOptions;

  constructor(options: PredictorRegisterOptions) {
    this.#options = options;
  }

  hold(target: PredictorTarget): Predictor {
    const key = targetKey(target);
    let entry = this.#entries.get(key);
    if (!entry) {
      const predictor = new Predictor(
        target,
        (events) => this.#openLine(target, events),
        (broken) => void this.#health.checkNow(broken),
      );
      entry = { predictor, settled: this.#health.watch(predictor), holders: 0 };
      this.#entries.set(key, entry);
    }
    entry.holders += 1;
    return entry.predictor;
  }

  release(predictor: Predictor): void {
    const entry = this.#entries.get(predictor.key);
    if (!entry) return;
    entry.holders -= 1;
    if (entry.holders > 0) return;
    this.#entries.delete(predictor.key);
    this.#health.forget(predictor);
    const draining = predictor
      .close()
      .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'could not drain a predictor'))
      .finally(() => this.#draining.delete(draining));
    this.#draining.add(draining);
  }

  /** Resolves when the health of all is known, or after a second. */
  async settled(): Promise<void> {
    const waiting = [...this.#entries.values()].map(({ settled }) => settled);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SETTLE_MS);
    await Promise.race([Promise.all(waiting), late]);
    clearTimeout(timer);
  }

  statistics(): PredictorStatistics[] {
    return [...this.#entries.values()].map(({ predictor }) => predictor.statistics());
  }

  /** After the last holder has let go: waits for the draining ones. */
  async close(): Promise<void> {
    await this.#health.close();
    await Promise.all(this.#draining);
  }

  #openLine({ address }: PredictorTarget, events: LineEvents): Line {
    const { gateway, local } = this.#options;
    if (local?.at(address)) return new LocalLine(() => local.at(address), events);
    return new HttpLine({ address, gateway }, events);
  }
}
