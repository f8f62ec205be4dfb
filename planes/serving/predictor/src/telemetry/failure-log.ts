import type { SlipwayError } from '@slipway/contracts';
import { type Logger, traceIdOf, traceparentOf } from '@slipway/platform';
import type { Readiness } from '../readiness.ts';

/** What a door knows of a call that failed; undefined: its caller did not say. */
export interface FailedCall {
  /** Without its query. */
  readonly path: string | undefined;
  /** Id that the caller gave the request; a gateway gives its own, of the first one when several travel together. */
  readonly request: string | undefined;
  /** Headers `traceparent` and `x-slipway-gateway`, as they came. */
  readonly traceparent: unknown;
  readonly gateway: unknown;
}

const textOf = (header: unknown): string | undefined => (typeof header === 'string' ? header : undefined);

/** Writes about failures of ours what finds the request in the log of its gateway and in the traces; nothing of its content. */
export class FailureLog {
  readonly #logger: Logger;
  readonly #readiness: () => Readiness;

  constructor(logger: Logger, readiness: () => Readiness) {
    this.#logger = logger;
    this.#readiness = readiness;
  }

  /** Says what nobody expected; other errors are for the caller, and are counted. */
  note(error: SlipwayError, { path, request, traceparent, gateway }: FailedCall): void {
    if (error.kind !== 'internal') return;
    const { model, version, release } = this.#readiness();
    const parent = traceparentOf(textOf(traceparent));
    const facts = {
      path,
      request: request === '' ? undefined : request,
      trace: parent === null ? undefined : traceIdOf(parent),
      gateway: textOf(gateway),
      model,
      version,
      release,
      code: error.code,
    };
    this.#logger.error({ ...facts, err: error.cause ?? error }, 'unexpected error');
  }
}
