import {
  type Context,
  isSpanContextValid,
  type Span as OpenTelemetrySpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, Tracing, TracingOptions } from './tracing.ts';

/** Spans that wait to be sent; more are dropped, because a collector that is away must not fill the memory. */
const WAITING = 2048;
const BATCH = 512;
const SEND_EVERY_MS = 2000;
/** Of one attempt to send a batch. */
const SEND_MS = 2000;
/** What is not sent this long after the stop is given up. */
const CLOSE_MS = 1000;

/** Of a valid traceparent header: version, trace id, parent id, flags. */
const contextIn = (traceparent: string | null): Context => {
  const [, traceId = '', spanId = '', flags = ''] = traceparent?.split('-') ?? [];
  const parent: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
};

class OtlpSpan implements Span {
  readonly traceparent: string;
  readonly #tracer: Tracer;
  readonly #span: OpenTelemetrySpan;

  constructor(tracer: Tracer, span: OpenTelemetrySpan) {
    this.#tracer = tracer;
    this.#span = span;
    const { traceId, spanId } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-01`;
  }

  child(name: string): Span {
    const within = trace.setSpan(ROOT_CONTEXT, this.#span);
    const options = { kind: SpanKind.CLIENT, startTime: performance.now() };
    return new OtlpSpan(this.#tracer, this.#tracer.startSpan(name, options, within));
  }

  end(facts: Readonly<Record<string, string | number | null>>, error: string | null): void {
    for (const [name, value] of Object.entries(facts))
      if (value !== null) this.#span.setAttribute(name, value);
    if (error !== null) {
      this.#span.setAttribute('error.type', error);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    }
    this.#span.end(performance.now());
  }
}

/** Spans over OTLP/HTTP as JSON, in batches; what cannot be sent is dropped. */
export const startOtlpTracing = ({ url, sampling, service, instance }: TracingOptions): Tracing => {
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: SEND_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': instance }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampling) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: WAITING,
        maxExportBatchSize: BATCH,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: SEND_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('slipway');
  return {
    begin: (name, traceparent, startedAt) => {
      const options = { kind: SpanKind.SERVER, startTime: startedAt };
      const span = tracer.startSpan(name, options, contextIn(traceparent));
      return span.isRecording() ? new OtlpSpan(tracer, span) : null;
    },
    close: async () => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, CLOSE_MS);
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
};
