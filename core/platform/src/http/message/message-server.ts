import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { SlipwayError } from '@slipway/contracts';
import { answerHead } from './answer-head.ts';
import type { MessageExchange } from './message-exchange.ts';
import { OrdinaryExchange } from './ordinary-exchange.ts';
import { PlainLane } from './plain-lane.ts';

export interface MessageServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Largest body, bytes: no client is invited to send more. */
  readonly bodyLimit: number;
  /** Answers the exchange sooner or later; never throws. */
  readonly handle: (exchange: MessageExchange) => void;
  /** Called for each message that is no HTTP. Default: nothing. */
  readonly unreadable?: () => void;
}

/** Longer than the pools of clients keep a connection, so that it is never closed under a request on its way. */
const KEEP_ALIVE_MS = 72_000;
/** A client that sends slower than this holds a connection for nothing. */
const REQUEST_MS = 30_000;
/** Longer than a request travels on one machine, also a busy one; short against the 5 s in which a stack stops. */
const QUIET_MS = 250;
const JSON_TYPE = 'application/json';

/**
 * A server for messages that are whole: a request is read before it is answered, an answer is sent at once. Requests of the plain
 * kind have a lane of their own, all others go through `node:http`; both answer alike.
 */
export class MessageServer {
  readonly #options: MessageServerOptions;
  readonly #server: Server;
  readonly #lane: PlainLane;
  #closing = false;

  constructor(options: MessageServerOptions) {
    this.#options = options;
    const { handle, bodyLimit } = options;
    const closing = () => this.#closing;
    const take = (request: IncomingMessage, response: ServerResponse) =>
      handle(new OrdinaryExchange(request, response, closing));
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS }, take);
    // Without this listener Node invites the body of any size before the limit is looked at.
    this.#server.on('checkContinue', (request, response) => {
      if (Number(request.headers['content-length'] ?? 0) <= bodyLimit) response.writeContinue();
      take(request, response);
    });
    this.#server.on('clientError', (error, socket) => this.#refuse(error, socket as Socket));
    this.#lane = new PlainLane(this.#server, handle);
  }

  /** `http://host:port` with the port that it listens on. */
  get address(): string {
    const { host, port } = this.#options;
    const bound = this.#server.address() as AddressInfo | null;
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound?.port ?? port}`;
  }

  /** Throws PORT_IN_USE. */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (error: NodeJS.ErrnoException) => {
      const used = error.code === 'EADDRINUSE';
      reject(used ? new SlipwayError('PORT_IN_USE', { port, host }, { cause: error }) : error);
    };
    this.#server.once('error', fail);
    this.#server.listen(port, host, () => {
      this.#server.off('error', fail);
      resolve();
    });
    return promise;
  }

  /**
   * Accepts no more, finishes what is under way, and cuts what is still open after `graceMs`. A connection that looks idle
   * may have a request on its way: it is answered, with `Connection: close`, if it arrives within the quiet time.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    this.#lane.close();
    // Not the close of the HTTP server yet: that one cuts idle connections at once.
    const closed = new Promise<void>((resolve) =>
      NetServer.prototype.close.call(this.#server, () => resolve()),
    );
    const quiet = setTimeout(
      () => {
        this.#lane.endIdle();
        this.#server.close();
      },
      Math.min(QUIET_MS, graceMs / 2),
    );
    const cut = setTimeout(() => {
      this.#lane.cut();
      this.#server.closeAllConnections();
    }, graceMs);
    await closed;
    clearTimeout(quiet);
    clearTimeout(cut);
    this.#server.close();
  }

  #refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    this.#options.unreadable?.();
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const reason = `the HTTP message cannot be read (${error.code ?? 'unknown'})`;
    const body = JSON.stringify(new SlipwayError('INVALID_REQUEST', { reason }));
    socket.end(answerHead(400, ['Content-Type', JSON_TYPE], Buffer.byteLength(body), 0) + body);
  }
}
