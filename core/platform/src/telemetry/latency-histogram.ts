import type { Metric, MetricFamily, MetricSample } from './metric.ts';

/**
 * Upper bounds of the buckets, seconds. The first ones lie around one row of a small model, the last ones around what callers
 * give up at.
 */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

/** Counts durations by size, as Prometheus takes them. To observe one costs a few comparisons and two additions. */
export class LatencyHistogram {
  readonly #counts: number[] = new Array<number>(BOUNDS.length + 1).fill(0);
  #seconds = 0;

  observe(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]!) bucket++;
    this.#counts[bucket]! += 1;
    this.#seconds += seconds;
  }

  /** Sum of all durations, seconds. */
  get sum(): number {
    return this.#seconds;
  }

  /** How many durations. */
  get count(): number {
    let count = 0;
    for (const counted of this.#counts) count += counted;
    return count;
  }

  /** Durations up to each bound, the last one for all of them: `le` of infinity. */
  get cumulative(): { readonly le: number; readonly count: number }[] {
    let count = 0;
    return this.#counts.map((counted, bucket) => {
      count += counted;
      return { le: BOUNDS[bucket] ?? Number.POSITIVE_INFINITY, count };
    });
  }
}

const samplesOf = (
  labels: MetricSample['labels'],
  { cumulative, sum, count }: LatencyHistogram,
): MetricSample[] => [
  ...cumulative.map(({ le, count: upTo }) => ({
    suffix: '_bucket' as const,
    labels: { ...labels, le: Number.isFinite(le) ? String(le) : '+Inf' },
    value: upTo,
  })),
  { suffix: '_sum', labels, value: sum },
  { suffix: '_count', labels, value: count },
];

/** A family of histograms with its values of now. */
export const histogramMetric = <L extends string>(
  declared: MetricFamily<L>,
  parts: Iterable<readonly [labels: Readonly<Record<L, string>>, latency: LatencyHistogram]>,
): Metric => ({
  ...declared,
  samples: [...parts].flatMap(([labels, latency]) => samplesOf(labels, latency)),
});
