import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { MessageExchange } from './message-exchange.ts';
import { PlainConnection, type PlainConnectionOptions } from './plain-connection.ts';
import { PlainHeads } from './plain-heads.ts';

const SWEEP_MS = 5000;

/**
 * Reads and answers what is plain by itself, before a server of Node's, which gets every connection with the first request of another
 * kind. Node's server makes two streams for each request; what is wanted here is one text in and one out.
 */
export class PlainLane {
  readonly #connections = new Set<PlainConnection>();
  readonly #options: PlainConnectionOptions;
  readonly #most: number;
  readonly #sweeping: NodeJS.Timeout;
  #closing = false;

  /** Takes over the new connections of the server, which must not have any yet. */
  constructor(server: Server, handle: (exchange: MessageExchange) => void) {
    const complete = server.listeners('connection');
    server.removeAllListeners('connection');
    this.#options = {
      handle,
      handOver: (connection, socket, read) => {
        this.#connections.delete(connection);
        // Nothing may be read between the two owners.
        socket.pause();
        socket.unshift(read);
        for (const listener of complete) Reflect.apply(listener, server, [socket]);
        socket.resume();
      },
      ended: (connection) => this.#connections.delete(connection),
      keepAliveSeconds: Math.floor(server.keepAliveTimeout / 1000),
      heads: new PlainHeads(),
    };
    this.#most = Math.ceil(server.keepAliveTimeout / SWEEP_MS);
    server.on('connection', (socket: Socket) => {
      const connection = new PlainConnection(socket, this.#options);
      if (this.#closing) connection.close();
      this.#connections.add(connection);
    });
    this.#sweeping = setInterval(() => {
      for (const connection of this.#connections) connection.sweep(this.#most);
    }, SWEEP_MS).unref();
  }

  /** From now on answers close their connections. */
  close(): void {
    this.#closing = true;
    clearInterval(this.#sweeping);
    for (const connection of this.#connections) connection.close();
  }

  endIdle(): void {
    for (const connection of this.#connections) connection.endIdle();
  }

  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }
}
