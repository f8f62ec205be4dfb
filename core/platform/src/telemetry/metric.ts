/** What a metric is, without its values: the name that dashboards know. It is never given another meaning. */
export interface MetricFamily<L extends string = string> {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence with the unit; it stands in the text of the metrics and in docs/metrics.md. */
  readonly help: string;
  /** Names of its labels, in their order. */
  readonly labels: readonly L[];
}

/** One number of a metric, told apart by its labels; `suffix` for the parts of a histogram. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly suffix?: '_bucket' | '_sum' | '_count';
}

export interface Metric extends MetricFamily {
  readonly samples: readonly MetricSample[];
}

const family =
  (type: MetricFamily['type']) =>
  <const L extends string = never>(
    name: string,
    help: string,
    labels: readonly L[] = [],
  ): MetricFamily<L> => ({
    name,
    type,
    help,
    labels,
  });

/** Only grows while the process lives. */
export const counter = family('counter');
export const gauge = family('gauge');
/** Of durations in seconds; its values come from a `LatencyHistogram`. */
export const histogram = family('histogram');

/** A family with its values of now; no values: nothing happened yet. */
export const metricOf = <L extends string>(
  declared: MetricFamily<L>,
  samples: Iterable<{ readonly labels: Readonly<Record<L, string>>; readonly value: number }>,
): Metric => ({ ...declared, samples: [...samples] });

/** A family without labels. */
export const metricValue = (declared: MetricFamily<never>, value: number | boolean): Metric => ({
  ...declared,
  samples: [{ labels: {}, value: Number(value) }],
});
