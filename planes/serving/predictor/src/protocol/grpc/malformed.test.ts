import assert from 'node:assert/strict';
import { connect, type OutgoingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type ServiceError, status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { RAW_REQUEST, type RunningDoor, runDoor, TYPED_REQUEST } from './fixtures/running-door.ts';
import { loadInterface } from './interface-definition.ts';

let door: RunningDoor;
before(async () => {
  door = await runDoor();
});
after(() => door.end());

const { requestSerialize } = loadInterface().inference.ModelInfer!;
const SEEDS = [RAW_REQUEST, TYPED_REQUEST].map((request) => requestSerialize(request));

/** Bytes of a good request with some replaced, removed, inserted or repeated. */
const damaged = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.uint8Array({ maxLength: 12 })), { minLength: 1, maxLength: 4 }),
  )
  .map(([seed, changes]) =>
    changes.reduce((bytes, [place, removed, inserted]) => {
      const at = place % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
    }, seed),
  );
/** Groups may be nested: a reader that recurses would overflow. */
const nested = fc.nat(20_000).map((depth) => Buffer.alloc(depth, 0x7b));
const anyBytes = fc.oneof(
  { weight: 6, arbitrary: damaged },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: nested },
);
const METHODS = ['ModelInfer', 'ModelReady', 'ModelMetadata', 'RepositoryModelLoad', 'RepositoryIndex'];
const CLIENTS_FAULT: ReadonlySet<status> = new Set([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.UNIMPLEMENTED,
]);

/** HTTP/2 without the library, so that anything can be sent; the client leaves after 50 ms without an answer. */
const nonsense = (address: string) => {
  const session = connect(`http://${address}`).on('error', () => undefined);
  const request = (headers: OutgoingHttpHeaders, body: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      const stream = session.request(headers, { endStream: false });
      stream.on('error', () => undefined).on('close', resolve);
      stream.setTimeout(50, () => stream.close());
      stream.resume().end(body);
    });
  return { request, session };
};

describe('messages that no client should send', () => {
  it('are answered or refused as the client’s error, and the door goes on', async () => {
    const messages = fc.sample(anyBytes, { numRuns: 3000, seed: 20_261 });
    let refused = 0;
    const send = async (bytes: Buffer, method: string): Promise<void> => {
      try {
        await door.client.call(method, bytes);
      } catch (error) {
        refused++;
        const { code, details } = error as ServiceError;
        assert.ok(CLIENTS_FAULT.has(code), `${method} ${bytes.toString('hex')}: ${code} ${details}`);
      }
    };
    for (let at = 0; at < messages.length; at += 50)
      await Promise.all(
        messages
          .slice(at, at + 50)
          .map((bytes, index) => send(bytes, index % 3 > 0 ? 'ModelInfer' : METHODS[(at + index) % 5]!)),
      );
    assert.ok(refused > 1500);
    assert.deepEqual(await door.client.call('ServerReady'), { ready: true });
  });

  it('may be no gRPC at all', async () => {
    const { request, session } = nonsense(door.predictor.grpcAddress!);
    const path = '/inference.GRPCInferenceService/ModelInfer';
    const grpc = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const body = Buffer.concat([Buffer.from([0, 0, 0, 0, SEEDS[0]!.length]), SEEDS[0]!]);
    for (const headers of [
      grpc,
      { ...grpc, 'content-type': 'application/json' },
      { ...grpc, ':path': '/none' },
      { ...grpc, ':method': 'GET' },
      { ...grpc, 'grpc-encoding': 'none-such' },
      { ...grpc, 'grpc-encoding': 'gzip' },
    ])
      for (const bytes of [
        body,
        body.subarray(0, 9),
        Buffer.of(1, 0, 0, 0, 1, 9),
        Buffer.alloc(5, 255),
        Buffer.alloc(0),
      ])
        await request(headers, bytes);
    session.close();
    for (const bytes of [Buffer.alloc(200, 255), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(9)]) {
      const [host, port] = door.predictor.grpcAddress!.split(':');
      const socket = connectSocket(Number(port), host).on('error', () => undefined);
      socket.end(bytes);
      await new Promise((resolve) => socket.resume().on('close', resolve));
    }
    assert.deepEqual(await door.client.call('ServerReady'), { ready: true });
  });

  it('do not end a stream', async () => {
    const answers = await door.client.stream([Buffer.from([0x0a, 0xff]), RAW_REQUEST]);
    assert.match(answers[0].error_message, /not protobuf/);
    assert.equal(answers[1].error_message, '');
  });
});
