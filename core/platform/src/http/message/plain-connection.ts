import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { contentOf } from '../content-coding.ts';
import { answerHead } from './answer-head.ts';
import type { MessageExchange } from './message-exchange.ts';
import type { PlainHead } from './plain-head.ts';
import type { PlainHeads } from './plain-heads.ts';

/** What a connection needs of its server. */
export interface PlainConnectionOptions {
  readonly handle: (exchange: MessageExchange) => void;
  /** Gives the socket to the complete server, with what was read of it and not answered. */
  readonly handOver: (connection: PlainConnection, socket: Socket, read: Buffer) => void;
  readonly ended: (connection: PlainConnection) => void;
  readonly keepAliveSeconds: number;
  readonly heads: PlainHeads;
}

/** A request whose body is on its way. */
interface AwaitedBody {
  readonly head: PlainHead;
  /** All that was read of the request, and where in it the body begins. */
  readonly parts: Buffer[];
  readonly bodyAt: number;
  missing: number;
}

const END_OF_HEAD = '\r\n\r\n';
/** Larger bodies are for the complete server. */
const MOST_BYTES = 1024 * 1024;

/** A client that sends one plain request after the other. With the first of another kind it is handed over, for good. */
export class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionOptions;
  #await: AwaitedBody | null = null;
  /** A request is being answered. */
  #busy = false;
  /** What came while it was. */
  #early: Buffer[] = [];
  #closing = false;
  /** Sweeps since it was last used. */
  #rest = 0;

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', this.#read).on('end', this.#end).on('error', this.#fail).on('close', this.#closed);
  }

  /** Hung up: who closes the sending side is taken to be gone, as Node's server takes it. */
  get aborted(): boolean {
    return this.#socket.writableEnded || this.#socket.destroyed;
  }

  readonly #read = (chunk: Buffer): void => {
    this.#rest = 0;
    // It was told that this connection is over: nothing that comes now could be answered.
    if (this.aborted) return;
    if (this.#busy) {
      this.#early.push(chunk);
      this.#socket.pause();
    } else if (this.#await !== null) this.#continue(this.#await, chunk);
    else if (this.#socket.writableNeedDrain) this.#give(chunk);
    else this.#begin(chunk);
  };

  #begin(chunk: Buffer): void {
    const end = chunk.indexOf(END_OF_HEAD);
    const head = end === -1 ? null : this.#options.heads.read(chunk.toString('latin1', 0, end));
    const bodyAt = end + END_OF_HEAD.length;
    const missing = head === null ? 0 : head.length - (chunk.length - bodyAt);
    // Several requests at once are answered in their turn, which the complete server knows how to do.
    if (head === null || missing < 0 || head.length > MOST_BYTES) this.#give(chunk);
    else if (missing === 0) this.#handle(head, chunk.subarray(bodyAt));
    else this.#await = { head, bodyAt, missing, parts: [chunk] };
  }

  #continue(body: AwaitedBody, chunk: Buffer): void {
    const { head, bodyAt, parts } = body;
    parts.push(chunk);
    body.missing -= chunk.length;
    if (body.missing > 0) return;
    const whole = Buffer.concat(parts);
    if (body.missing < 0) {
      this.#give(whole);
      return;
    }
    this.#await = null;
    this.#handle(head, whole.subarray(bodyAt));
  }

  #handle(head: PlainHead, body: Uint8Array): void {
    this.#busy = true;
    this.#options.handle(new PlainExchange(this, head, body));
  }

  /** The answer to the request that is being answered. */
  answer(status: number, headers: readonly string[], body: string | Uint8Array, ascii: boolean): void {
    const socket = this.#socket;
    if (this.aborted) return;
    const keepAlive = this.#closing ? 0 : this.#options.keepAliveSeconds;
    if (typeof body === 'string') {
      const bytes = ascii ? body.length : Buffer.byteLength(body);
      const head = answerHead(status, headers, bytes, keepAlive);
      // As many bytes as characters: the text is ASCII.
      if (bytes === body.length) socket.write(head + body, 'latin1');
      else this.#writeBoth(head, Buffer.from(body));
    } else this.#writeBoth(answerHead(status, headers, body.length, keepAlive), body);
    this.#busy = false;
    this.#rest = 0;
    if (this.#closing) socket.end();
    else if (this.#early.length > 0) this.#give(Buffer.concat(this.#early));
  }

  #writeBoth(head: string, body: Uint8Array): void {
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    this.#socket.write(body);
    this.#socket.uncork();
  }

  #give(read: Buffer): void {
    this.#socket
      .off('data', this.#read)
      .off('end', this.#end)
      .off('error', this.#fail)
      .off('close', this.#closed);
    this.#options.handOver(this, this.#socket, read);
  }

  readonly #end = (): void => {
    this.#socket.end();
  };

  readonly #fail = (): void => {
    this.#socket.destroy();
  };

  readonly #closed = (): void => {
    this.#options.ended(this);
  };

  /** Called at intervals: what is idle for longer than `most` calls is closed, and who sends a body slowly gets a server with a clock for that. */
  sweep(most: number): void {
    this.#rest += 1;
    if (this.#busy || this.#rest === 1) return;
    if (this.#await !== null) this.#give(Buffer.concat(this.#await.parts));
    else if (this.#rest > most) this.#socket.destroy();
  }

  /** From now on answers close the connection. */
  close(): void {
    this.#closing = true;
  }

  /** Closes it unless a request is under way. */
  endIdle(): void {
    if (!this.#busy && this.#await === null) this.#socket.destroy();
  }

  cut(): void {
    this.#socket.destroy();
  }
}

class PlainExchange implements MessageExchange {
  readonly #connection: PlainConnection;
  readonly #head: PlainHead;
  readonly #body: Uint8Array;

  constructor(connection: PlainConnection, head: PlainHead, body: Uint8Array) {
    this.#connection = connection;
    this.#head = head;
    this.#body = body;
  }

  get method(): string {
    return this.#head.method;
  }

  get url(): string {
    return this.#head.url;
  }

  get headers(): IncomingHttpHeaders {
    return this.#head.headers;
  }

  get aborted(): boolean {
    return this.#connection.aborted;
  }

  read(limit: number): Uint8Array | Promise<Uint8Array> {
    return contentOf(this.#head.headers['content-encoding'], this.#body, limit);
  }

  send(status: number, headers: readonly string[], body: string | Uint8Array, ascii = false): void {
    this.#connection.answer(status, headers, body, ascii);
  }

  cut(): void {
    this.#connection.cut();
  }
}
