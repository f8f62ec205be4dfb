import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  logVerbosity,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { SlipwayError } from '@slipway/contracts';
import type { Logger } from '@slipway/platform';
import { FailureLog } from '../../telemetry/failure-log.ts';
import { GATEWAY_HEADER, TRACE_HEADER } from '../caller.ts';
import { limitsOf } from './grpc-caller.ts';
import { grpcError } from './grpc-status.ts';
import { HealthService } from './health-service.ts';
import { InferStream } from './infer-stream.ts';
import { type Answer, type AnswerContext, answerInfer, inferenceAnswers } from './inference-answers.ts';
import { loadInterface, type Methods } from './interface-definition.ts';
import { statusInterceptor } from './library-status.ts';
import type { HealthCheckMessage, InferRequestMessage } from './messages.ts';

export interface GrpcServerOptions extends AnswerContext {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Largest message, bytes. */
  readonly bodyLimit: number;
  readonly logger: Logger;
}

/** Calls of one connection at a time; more wait at the client. As many as may wait in the batcher: more would be refused. */
const MAX_STREAMS = 4096;

/** The gRPC door: Open Inference Protocol v2 and the health service over one data plane. */
export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #server: Server;
  readonly #health: HealthService;
  readonly #failures: FailureLog;
  readonly #streams = new Set<InferStream>();
  #port: number;

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#failures = new FailureLog(options.logger, options.readiness);
    this.#health = new HealthService(() => options.readiness().state === 'ready');
    // What goes wrong is thrown or answered; the library need not print it too.
    setLogVerbosity(logVerbosity.NONE);
    this.#server = new Server({
      'grpc.max_receive_message_length': options.bodyLimit,
      'grpc.max_send_message_length': -1,
      'grpc.max_concurrent_streams': MAX_STREAMS,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc.enable_channelz': 0,
      interceptors: [statusInterceptor(options.bodyLimit)],
    });
    const { inference, health } = loadInterface();
    this.#serveInference(inference);
    this.#serveHealth(health);
  }

  /** `host:port`, as gRPC clients take it. */
  get address(): string {
    const { host } = this.#options;
    return `${host.includes(':') ? `[${host}]` : host}:${this.#port}`;
  }

  /** Throws PORT_IN_USE. */
  listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(this.address, ServerCredentials.createInsecure(), (error, bound) => {
        this.#port = bound;
        if (error === null) resolve();
        else if (!error.message.includes('EADDRINUSE')) reject(error);
        else reject(new SlipwayError('PORT_IN_USE', { port, host }, { cause: error }));
      });
    });
  }

  /** Accepts no more, finishes what is under way, and cuts what is still open after `graceMs`. */
  close(graceMs: number): Promise<void> {
    this.#health.close();
    for (const stream of this.#streams) stream.drain();
    // Its forceShutdown knows no connections unless channelz counts them, which costs memory for each; this cuts them.
    this.#server.drain(this.address, graceMs);
    return new Promise((resolve) => this.#server.tryShutdown(() => resolve()));
  }

  #serveInference(methods: Methods): void {
    const answers = inferenceAnswers(this.#options);
    const handlers = Object.entries(answers).map(([name, answer]) => [
      name,
      this.#unary(methods[name]!, answer),
    ]);
    const stream = this.#inferStream(methods.ModelStreamInfer!);
    this.#server.addService(unread(methods), { ...Object.fromEntries(handlers), ModelStreamInfer: stream });
  }

  #serveHealth(methods: Methods): void {
    const Check: handleUnaryCall<HealthCheckMessage, object> = ({ request }, callback) =>
      this.#health.check(request, callback);
    const Watch: handleServerStreamingCall<HealthCheckMessage, { status: 'SERVING' }> = (call) =>
      this.#health.watch(call as never);
    this.#server.addService(methods, { Check, Watch });
  }

  #unary(method: MethodDefinition<object, object>, answer: Answer): handleUnaryCall<Buffer, object> {
    return async (call, callback) => {
      let message: object = {};
      try {
        message = read(method, call.request);
        callback(null, await answer(message, limitsOf(call)));
      } catch (thrown) {
        const error = SlipwayError.from(thrown);
        this.#report(error, call, 'id' in message ? String(message.id) : '');
        callback(grpcError(error, this.#options.readiness().state === 'refused'));
      }
    };
  }

  #inferStream(method: MethodDefinition<object, object>) {
    return (call: ServerDuplexStream<Buffer, object>): void => {
      const limits = limitsOf(call);
      const stream: InferStream = new InferStream(
        {
          call,
          read: (bytes) => read(method, bytes as Buffer) as InferRequestMessage,
          answer: (message) => answerInfer(this.#options.readiness(), message, limits),
          failed: (error, id) => this.#report(error, call, id),
        },
        () => this.#streams.delete(stream),
      );
      this.#streams.add(stream);
    };
  }

  #report(
    error: SlipwayError,
    call: Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getPath'>,
    request: string,
  ): void {
    const [traceparent] = call.metadata.get(TRACE_HEADER);
    const [gateway] = call.metadata.get(GATEWAY_HEADER);
    this.#failures.note(error, { path: call.getPath(), request, traceparent, gateway });
  }
}

/** Messages arrive as bytes, because a malformed one is the client's error, and the library would call it the server's. */
const unread = (methods: Methods): Methods =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      { ...method, requestDeserialize: (bytes: Buffer) => bytes },
    ]),
  );

const read = (method: MethodDefinition<object, object>, bytes: Buffer): object => {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    const reason = 'the message is not protobuf as the interface defines it';
    throw new SlipwayError('INVALID_REQUEST', { reason }, { cause });
  }
};
