import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** What a predictor sent back. */
export interface PredictorAnswer {
  readonly status: number;
  /** The release that it says it serves; null when it says nothing, as foreign servers do. */
  readonly release: string | null;
  readonly body: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** One request on a pool, without the streams and signals of undici's `request`: they cost more than the exchange itself. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<PredictorAnswer>;
  readonly #settle: (answer: PredictorAnswer) => void;
  readonly #fail: (error: Error) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #aborted: Error | null = null;
  #status = 0;
  #release: string | null = null;
  #chunks: Buffer[] = [];

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<PredictorAnswer>();
    this.answer = promise;
    this.#settle = resolve;
    this.#fail = reject;
  }

  /** Ends it at once, also while it waits for a connection. */
  abort(reason: Error): void {
    this.#aborted = reason;
    this.#fail(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    const release = headers['x-slipway-release'];
    this.#release = typeof release === 'string' ? release : null;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first = EMPTY, ...more] = this.#chunks;
    const body = more.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#settle({ status: this.#status, release: this.#release, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }
}
