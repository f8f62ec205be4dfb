import { RunEvent, runStreamRoutes, SlipwayError } from '@slipway/contracts';
import { EventStreamParser, type SentEvent } from './event-stream-parser.ts';

export interface FollowOptions {
  /** Only lines after this one. @default -1 */
  readonly after?: number;
  readonly signal?: AbortSignal;
  /** How long control may be silent or away, in milliseconds, before UNAVAILABLE is thrown; Infinity never gives up. @default 60000 */
  readonly patienceMs?: number;
  /** Called when the stream broke and is opened anew. */
  readonly onInterruption?: () => void;
}

export interface FollowTarget {
  readonly address: string;
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** Control sends something at least every 15 s. */
const SILENCE_MS = 40_000;
const LONGEST_WAIT_MS = 3000;
const FIRST_WAIT_MS = 250;

/** Answers after which asking again may help. */
const PASSING: readonly SlipwayError['kind'][] = ['unavailable', 'busy', 'timeout', 'internal'];

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

const errorOf = async (response: Response): Promise<SlipwayError> => {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body && 'error' in body)
    return SlipwayError.fromBody(body as Parameters<typeof SlipwayError.fromBody>[0]);
  return new SlipwayError('UNAVAILABLE', { what: response.url });
};

/** The events of one connection. Throws what the server answers instead of a stream, or why the connection broke. */
async function* connection(
  { address, token, fetch }: FollowTarget,
  run: string,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<SentEvent> {
  const path = runStreamRoutes.followRun.path.replace(':run', encodeURIComponent(run));
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  try {
    const response = await fetch(`${address}${path}?after=${after}`, {
      headers: { accept: 'text/event-stream', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    });
    if (!response.ok || response.body === null) throw await errorOf(response);
    const parser = new EventStreamParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), SILENCE_MS);
        yield* parser.take(value);
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The log, the steps and the newest metrics of a run as they come, until the run has ended. A stream that breaks, as when control
 * is started anew, is opened again after the last line that came. Ends early when the signal aborts.
 * Throws what control answers (NOT_FOUND, UNAUTHENTICATED, …), and UNAVAILABLE when it is away for too long.
 */
export async function* followRun(
  target: FollowTarget,
  run: string,
  { after: first = -1, signal, patienceMs = 60_000, onInterruption }: FollowOptions = {},
): AsyncGenerator<RunEvent> {
  let after = first;
  let wait = FIRST_WAIT_MS;
  let heard = Date.now();
  while (!signal?.aborted) {
    try {
      for await (const { event, data } of connection(target, run, after, signal)) {
        heard = Date.now();
        wait = FIRST_WAIT_MS;
        const parsed = RunEvent.safeParse({ event, data: JSON.parse(data) });
        // An event that a newer control sends.
        if (!parsed.success) continue;
        if (parsed.data.event === 'line') after = parsed.data.data.sequence;
        yield parsed.data;
        if (parsed.data.event === 'end') return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof SlipwayError && !PASSING.includes(error.kind)) throw error;
      if (Date.now() - heard > patienceMs)
        throw new SlipwayError('UNAVAILABLE', { what: target.address }, { cause: error });
    }
    onInterruption?.();
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}
