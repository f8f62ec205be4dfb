/** One piece of a request's way. Whoever begins it ends it, once. */
export interface Span {
  /** The W3C trace context for whoever is asked within this span. */
  readonly traceparent: string;
  /** A piece of this one that another process does. */
  child(name: string): Span;
  /**
   * @param facts what it was about; null is left out
   * @param error code of what went wrong; null: nothing
   */
  end(facts: Readonly<Record<string, string | number | null>>, error: string | null): void;
}

/** Makes spans and sends them away; nothing that a request does waits for it or fails with it. */
export interface Tracing {
  /**
   * A request that came to this process; null when it is not sampled: as its trace context says, else by the ratio.
   * @param startedAt on the clock of `performance.now()`
   */
  begin(name: string, traceparent: string | null, startedAt: number): Span | null;
  /** Sends what waits, for a short time. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** Base of the collector's OTLP/HTTP receiver, e.g. `http://127.0.0.1:4318`; spans go to `/v1/traces` there. */
  readonly url: string;
  /** Share of the requests without a trace context that is traced, 0 to 1. */
  readonly sampling: number;
  /** Names of the process in the traces. */
  readonly service: string;
  readonly instance: string;
}
