import type { IncomingHttpHeaders } from 'node:http';

/** A request and the way to answer it, both whole: nothing is streamed. */
export interface MessageExchange {
  readonly method: string;
  /** The target as it came: path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The client has hung up: nobody waits for the answer. */
  readonly aborted: boolean;
  /**
   * The body without its content coding, at most `limit` bytes before and after; once. Throws or rejects with BODY_TOO_LARGE as soon
   * as the limit is known to be passed, UNSUPPORTED_MEDIA, INVALID_REQUEST.
   */
  read(limit: number): Uint8Array | Promise<Uint8Array>;
  /**
   * Answers, once; to a client that has hung up, nothing happens.
   * @param headers names and values in turn, without Content-Length, Connection, Keep-Alive and Date. Throws where a value cannot stand in a header.
   * @param ascii the body is text and ASCII, so that its length is its size in bytes; absent: nobody knows
   */
  send(status: number, headers: readonly string[], body: string | Uint8Array, ascii?: boolean): void;
  /** Ends the connection without an answer. */
  cut(): void;
}
