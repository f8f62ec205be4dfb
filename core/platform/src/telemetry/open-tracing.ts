import type { Tracing, TracingOptions } from './tracing.ts';

/** Loads what is needed only now: a process without tracing holds none of it in memory. */
export const openTracing = async (options: TracingOptions): Promise<Tracing> =>
  (await import('./otlp-tracing.ts')).startOtlpTracing(options);
