import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import { decodeInferResponse, encodeInferRequest, type Scorer, scoreRows } from '@slipway/inference/rows';

export interface ProtocolServer {
  /** Base address. */
  readonly address: string;
  /** Name of the model there. */
  readonly servedAs: string;
  /** The longest wait for one answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks a server in the Open Inference Protocol v2 over REST, as the gateway does. */
export class ProtocolClient {
  readonly #server: ProtocolServer;

  constructor(server: ProtocolServer) {
    this.#server = server;
  }

  /** Throws UNAVAILABLE until the server says that it is ready. */
  async assertReady(): Promise<void> {
    const { status } = await this.#ask('/v2/health/ready');
    if (status !== 200) throw this.#unavailable(`it answers ${status} when asked whether it is ready`);
  }

  /** The model metadata as it came. Throws UNAVAILABLE, and PREDICTOR_FAILED when it does not know the model. */
  async metadata(): Promise<unknown> {
    return this.#json(await this.#ask(this.#model));
  }

  /** Throws UNAVAILABLE, PREDICTOR_FAILED for an answer that breaks the protocol or the signature. */
  scorer(signature: ModelSignature): Scorer {
    return {
      score: (rows) =>
        scoreRows(signature, rows, async (tensors, outputs) => {
          const answer = await this.#ask(`${this.#model}/infer`, encodeInferRequest(tensors, { outputs }));
          return decodeInferResponse(signature, this.#json(answer), this.#server.servedAs).outputs;
        }),
    };
  }

  get #model(): string {
    return `/v2/models/${encodeURIComponent(this.#server.servedAs)}`;
  }

  async #ask(path: string, body?: string): Promise<{ readonly status: number; readonly text: string }> {
    const { address, timeoutMs, signal } = this.#server;
    try {
      const response = await fetch(`${address.replace(/\/$/, '')}${path}`, {
        ...(body === undefined
          ? {}
          : { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
        // Where it leads is not what was registered.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return { status: response.status, text: await response.text() };
    } catch (cause) {
      throw this.#unavailable(`it cannot be reached: ${reasonOf(cause)}`, cause);
    }
  }

  #json({ status, text }: { readonly status: number; readonly text: string }): unknown {
    if (status >= 500) throw this.#unavailable(`it answers ${status}: ${text.slice(0, TOLD)}`);
    if (status !== 200) throw this.#failed(`it answers ${status}: ${text.slice(0, TOLD)}`);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.#failed('its answer is not JSON', cause);
    }
  }

  #unavailable(reason: string, cause?: unknown): SlipwayError {
    return new SlipwayError('UNAVAILABLE', { what: `${this.#server.address} (${reason})` }, { cause });
  }

  #failed(reason: string, cause?: unknown): SlipwayError {
    return new SlipwayError('PREDICTOR_FAILED', { variant: this.#server.servedAs, reason }, { cause });
  }
}

/** Characters of a stranger's answer that are repeated in a reason. */
const TOLD = 200;

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
};
