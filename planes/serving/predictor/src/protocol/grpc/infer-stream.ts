import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { SlipwayError } from '@slipway/contracts';
import { detailsOf } from './grpc-status.ts';
import type { InferRequestMessage, InferResponseMessage } from './messages.ts';

/** Requests of one stream that are under way: enough to fill a batch, few enough that no stream holds much memory. */
const MAX_PENDING = 64;
/** Asked for by clients that cannot tell by themselves which answer is a request's last. */
const EMPTY_FINAL = 'triton_enable_empty_final_response';
const FINAL = { triton_final_response: { bool_param: true } };

type Call = ServerDuplexStream<Uint8Array, object>;

export interface InferStreamOptions {
  readonly call: Call;
  /** Throws when the bytes are no request. */
  readonly read: (bytes: Uint8Array) => InferRequestMessage;
  readonly answer: (message: InferRequestMessage) => Promise<InferResponseMessage>;
  /** `id`: of the request, empty when it has none. */
  readonly failed: (error: SlipwayError, id: string) => void;
}

/**
 * Answers the requests of a stream in their order, several at a time. A request that fails is answered with its text, and the
 * stream goes on.
 */
export class InferStream {
  readonly #options: InferStreamOptions;
  readonly #done: () => void;
  #last: Promise<void> = Promise.resolve();
  #pending = 0;
  #draining = false;

  constructor(options: InferStreamOptions, done: () => void) {
    this.#options = options;
    this.#done = done;
    const { call } = options;
    call.on('data', (bytes: Uint8Array) => this.#take(bytes));
    call.on('end', () => void this.#last.then(() => this.#end()));
    call.on('cancelled', done);
    call.on('error', done);
  }

  /** Takes no more, answers what it has taken, and tells the client to come again. */
  drain(): void {
    this.#draining = true;
    this.#options.call.pause();
    void this.#last.then(() => {
      const error = { code: status.UNAVAILABLE, details: 'The predictor is being stopped.' };
      this.#options.call.emit('error', error);
    });
  }

  #end(): void {
    if (this.#draining) return;
    this.#options.call.end();
    this.#done();
  }

  #take(bytes: Uint8Array): void {
    if (this.#draining) return;
    const { call } = this.#options;
    if (++this.#pending >= MAX_PENDING) call.pause();
    const answered = this.#answer(bytes);
    this.#last = this.#last.then(async () => {
      await this.#write(await answered);
      if (this.#pending-- === MAX_PENDING && !this.#draining) call.resume();
    });
  }

  async #answer(bytes: Uint8Array): Promise<object> {
    let id = '';
    try {
      const message = this.#options.read(bytes);
      id = message.id;
      const response = await this.#options.answer(message);
      const final = message.parameters[EMPTY_FINAL]?.bool_param === true;
      if (!final) return { infer_response: response };
      return { infer_response: { ...response, parameters: { ...response.parameters, ...FINAL } } };
    } catch (thrown) {
      const error = SlipwayError.from(thrown);
      this.#options.failed(error, id);
      // The client finds its request by the id.
      return { error_message: detailsOf(error), infer_response: { id } };
    }
  }

  /** Waits for a client that reads slowly, so that answers do not pile up. */
  async #write(answer: object): Promise<void> {
    const { call } = this.#options;
    if (call.cancelled || call.write(answer)) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        call.off('drain', go);
        call.off('cancelled', go);
        resolve();
      };
      call.on('drain', go);
      call.on('cancelled', go);
    });
  }
}
