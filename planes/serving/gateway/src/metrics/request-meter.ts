import type { AssignmentReason } from '@slipway/contracts';
import { LatencyHistogram } from '@slipway/platform';

/** Counts by two words. */
type Counts = Map<string, Map<string, number>>;

interface EndpointCounts {
  /** Of answered requests, by variant. */
  readonly latencies: Map<string, LatencyHistogram>;
  /** By variant and error code. */
  readonly failures: Counts;
  /** Rows, by variant and reason. */
  readonly assignments: Counts;
  /** Rows, by rule. */
  readonly rules: Map<string, number>;
}

const addTo = (counts: Map<string, number>, key: string, count: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + count);
};

const within = (counts: Counts, key: string): Map<string, number> => {
  let found = counts.get(key);
  if (!found) {
    found = new Map();
    counts.set(key, found);
  }
  return found;
};

/**
 * Counts prediction requests where they happen: some look-ups by name and an increment each. Names are those of the routing, rules
 * and error codes: their number is bounded by what was ever configured.
 */
export class RequestMeter {
  readonly #endpoints = new Map<string, EndpointCounts>();

  /** @param variant of the first row */
  answered(endpoint: string, variant: string, milliseconds: number): void {
    const { latencies } = this.#of(endpoint);
    let latency = latencies.get(variant);
    if (!latency) {
      latency = new LatencyHistogram();
      latencies.set(variant, latency);
    }
    latency.observe(milliseconds);
  }

  /** @param variant empty: none was chosen yet */
  failed(endpoint: string, variant: string, code: string): void {
    addTo(within(this.#of(endpoint).failures, variant), code, 1);
  }

  /** The choice for each row; equal ones in a row are counted together. */
  assigned(
    endpoint: string,
    choices: readonly { readonly variant: string; readonly reason: AssignmentReason }[],
  ): void {
    const { assignments } = this.#of(endpoint);
    let start = 0;
    choices.forEach((choice, row) => {
      if (choices[row + 1] === choice) return;
      addTo(within(assignments, choice.variant), choice.reason, row + 1 - start);
      start = row + 1;
    });
  }

  /** The rules that fired on each row. */
  fired(endpoint: string, rows: readonly { readonly rules: readonly string[] }[]): void {
    for (const { rules } of rows)
      if (rules.length > 0) for (const rule of rules) addTo(this.#of(endpoint).rules, rule, 1);
  }

  /** What was counted, for whoever writes it down. */
  get endpoints(): ReadonlyMap<string, EndpointCounts> {
    return this.#endpoints;
  }

  #of(endpoint: string): EndpointCounts {
    let counts = this.#endpoints.get(endpoint);
    if (!counts) {
      counts = { latencies: new Map(), failures: new Map(), assignments: new Map(), rules: new Map() };
      this.#endpoints.set(endpoint, counts);
    }
    return counts;
  }
}
