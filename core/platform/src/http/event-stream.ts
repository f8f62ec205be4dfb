import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

export interface ServerEvent {
  /** What a client that lost the connection sends back as Last-Event-ID; absent: the one before stays. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** A comment is sent this often, so that proxies and clients see that the stream lives. @default 15000 */
  readonly heartbeatMs?: number;
  /** A client that reads nothing for this long is cut off; it may come back and go on. @default 30000 */
  readonly stallMs?: number;
}

/** One event in the format of https://html.spec.whatwg.org/multipage/server-sent-events.html; JSON has no line breaks. */
const eventText = ({ id, event, data }: ServerEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Sends events as they come and ends with them. The next event is asked for when the client has taken the one before, so that
 * a slow client costs one buffer of a socket and nobody waits for it.
 */
export const writeEvents = async (
  response: ServerResponse,
  events: AsyncIterable<ServerEvent>,
  { signal, heartbeatMs = 15_000, stallMs = 30_000 }: EventStreamOptions,
): Promise<void> => {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 1000\n\n');
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': \n\n');
  }, heartbeatMs);
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      if (response.write(eventText(event))) continue;
      await once(response, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(stallMs)]) });
    }
    response.end();
  } catch (error) {
    response.destroy();
    if ((error as Error).name !== 'AbortError') throw error;
  } finally {
    clearInterval(heartbeat);
  }
};
