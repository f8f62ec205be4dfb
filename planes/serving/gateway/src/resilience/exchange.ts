import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** What a predictor sent back. */
export interface PredictorAnswer {
  readonly status: number;
  /** The release that it says it serves; null when it says nothing, as foreign servers do. */
  readonly release: string | null;
  /** Header `x-slipway-timing`: milliseconds in the queue and in the model, separated by a comma; null: none. */
  readonly timing: string | null;
  /** Length of the JSON before binary tensors; null: all of the body is JSON. */
  readonly jsonLength: number | null;
  readonly body: Buffer;
}

const EMPTY = Buffer.alloc(0);

const textOf = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' ? header : null;

/** One request on a pool, without the streams and signals of undici's `request`: they cost more than the exchange itself. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #settle: (answer: PredictorAnswer) => void;
  readonly #fail: (error: Error) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #aborted: Error | null = null;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];

  /** Exactly one of the two is called, once. */
  constructor(settle: (answer: PredictorAnswer) => void, fail: (error: Error) => void) {
    this.#settle = settle;
    this.#fail = fail;
  }

  /** Ends it at once, also while it waits for a connection. */
  abort(reason: Error): void {
    if (this.#aborted) return;
    this.#aborted = reason;
    this.#controller?.abort(reason);
    this.#fail(reason);
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
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#aborted) return;
    const [first = EMPTY, ...more] = this.#chunks;
    const jsonLength = textOf(this.#headers['inference-header-content-length']);
    this.#settle({
      status: this.#status,
      release: textOf(this.#headers['x-slipway-release']),
      timing: textOf(this.#headers['x-slipway-timing']),
      jsonLength: jsonLength === null ? null : Number(jsonLength),
      body: more.length === 0 ? first : Buffer.concat(this.#chunks),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#aborted) this.#fail(error);
  }
}
