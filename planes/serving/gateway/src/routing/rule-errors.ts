import type { Logger } from '@slipway/platform';

/** Rules that could not be evaluated on some rows: such a rule has not fired, which somebody should see. */
export class RuleErrors {
  readonly #logger: Logger;
  readonly #counts = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Rows by `<endpoint>/<rule>`. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** Logged once per rule: the next million rows would say the same. */
  readonly note = (endpoint: string, rule: string): void => {
    const key = `${endpoint}/${rule}`;
    const before = this.#counts.get(key) ?? 0;
    this.#counts.set(key, before + 1);
    if (before === 0) this.#logger.warn({ endpoint, rule }, 'a rule could not be evaluated on a row');
  };
}
