import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { answerHead, assertHeaders } from './answer-head.ts';
import type { MessageExchange } from './message-exchange.ts';
import { readBody } from './request-body.ts';

/** How long a refused sender has to read the answer before its connection is cut. */
const LINGER_MS = 1000;
const NO_CONTENT = 204;

/** A request that Node's own server has read. */
export class OrdinaryExchange implements MessageExchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #closing: () => boolean;

  /** @param closing whether answers are to close their connections */
  constructor(request: IncomingMessage, response: ServerResponse, closing: () => boolean) {
    this.#request = request;
    this.#response = response;
    this.#closing = closing;
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get url(): string {
    return this.#request.url ?? '';
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers;
  }

  get aborted(): boolean {
    return this.#response.destroyed;
  }

  read(limit: number): Promise<Uint8Array> {
    return readBody(this.#request, limit);
  }

  send(status: number, headers: readonly string[], body: string | Uint8Array): void {
    assertHeaders(headers);
    if (this.#request.complete) this.#send(status, headers, body);
    // A turn later Node knows whether the whole request has arrived.
    else
      setImmediate(() => {
        if (this.#request.complete) this.#send(status, headers, body);
        else this.#hangUp(status, headers, body);
      });
  }

  cut(): void {
    this.#response.destroy();
  }

  #send(status: number, headers: readonly string[], body: string | Uint8Array): void {
    const response = this.#response;
    if (this.#closing()) response.shouldKeepAlive = false;
    const length = status === NO_CONTENT ? [] : ['Content-Length', String(Buffer.byteLength(body))];
    response.writeHead(status, [...headers, ...length]);
    response.end(body);
  }

  /**
   * Answers a request whose body is still on its way, without reading it: the answer, the end of our side, and after a
   * while the cut. An immediate cut would reset the connection, and the sender could lose the answer.
   */
  #hangUp(status: number, headers: readonly string[], body: string | Uint8Array): void {
    const { socket } = this.#request;
    this.#request.pause();
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    socket.write(answerHead(status, headers, Buffer.byteLength(body), 0), 'latin1');
    socket.end(body);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }
}
