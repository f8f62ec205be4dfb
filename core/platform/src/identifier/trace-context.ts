/** W3C Trace Context, version 00 and later ones, which may only append: version, trace id, parent id, flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
const MAX_LENGTH = 128;
const TRACE_ID_START = 3;
const TRACE_ID_END = 35;

/** The trace context of a request as it is passed on; null when none came or it cannot be read: then there is no trace. */
export const traceparentOf = (header: string | readonly string[] | undefined): string | null =>
  typeof header === 'string' && header.length <= MAX_LENGTH && TRACEPARENT.test(header) ? header : null;

/** Longer ones may be cut or dropped, says the specification. */
const MAX_STATE = 512;

/** What vendors keep beside a trace context that is passed on; null when there is none, or more than must be passed on. */
export const tracestateOf = (header: string | readonly string[] | undefined): string | null =>
  typeof header === 'string' && header.length > 0 && header.length <= MAX_STATE ? header : null;

/** The trace id of a valid trace context. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(TRACE_ID_START, TRACE_ID_END);
