import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** One keep-alive connection of a load generator: sends whole requests, and reads answers that name their length. */
export class HttpConnection {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #settle: ((status: number) => void) | null = null;

  private constructor(socket: Socket, onBroken: (error: Error) => void) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', onBroken);
    socket.on('close', () => onBroken(new Error('the server closed the connection')));
  }

  static async open(url: URL, onBroken: (error: Error) => void): Promise<HttpConnection> {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new HttpConnection(socket, onBroken);
  }

  /** The status of the answer. One request at a time. */
  ask(request: Buffer): Promise<number> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const end = this.#pending.indexOf(HEAD_END);
    if (end === -1) return;
    const head = this.#pending.toString('latin1', 0, end);
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const whole = end + HEAD_END.length + length;
    if (this.#pending.length < whole) return;
    this.#pending = this.#pending.subarray(whole);
    const settle = this.#settle;
    this.#settle = null;
    settle?.(Number(head.slice(9, 12)));
  }
}
