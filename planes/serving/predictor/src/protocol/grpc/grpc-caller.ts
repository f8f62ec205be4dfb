import type { ServerDuplexStream, ServerUnaryCall } from '@grpc/grpc-js';
import type { InferOptions } from '../../data-plane.ts';
import { GATEWAY_HEADER, originOf, TRACE_HEADER } from '../caller.ts';

export type GrpcCall = ServerUnaryCall<Buffer, object> | ServerDuplexStream<Buffer, object>;

/** A call ends for its client when it is cancelled or its deadline has passed; nothing is computed for it then. */
export const limitsOf = (call: GrpcCall): InferOptions => {
  const given = call.getDeadline();
  const ends = typeof given === 'number' ? given : given.getTime();
  const deadline = Number.isFinite(ends) ? ends - Date.now() + performance.now() : undefined;
  const [gateway] = call.metadata.get(GATEWAY_HEADER);
  const [trace] = call.metadata.get(TRACE_HEADER);
  return { signal: new Cancellation(call), deadline, ...originOf(gateway, trace?.toString()) };
};

/** A class for the reason of `HangUp` at the REST door. */
class Cancellation {
  readonly #call: GrpcCall;

  constructor(call: GrpcCall) {
    this.#call = call;
  }

  get aborted(): boolean {
    return this.#call.cancelled;
  }
}
