import assert from 'node:assert/strict';
import { connect, constants } from 'node:http2';
import { after, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { type RunningDoor, runDoor } from './fixtures/running-door.ts';

let door: RunningDoor;
before(async () => {
  door = await runDoor();
});
after(() => door.end());

/** Code and text of the answer to this frame. */
const ask = async (headers: Record<string, string>, frame: Uint8Array) => {
  const session = connect(`http://${door.predictor.grpcAddress}`);
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: '/inference.GRPCInferenceService/ModelInfer',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const answered = new Promise<Record<string, unknown>>((resolve) => stream.on('response', resolve));
  stream.resume().end(frame);
  const { 'grpc-status': code, 'slipway-code': slipwayCode } = await answered;
  session.close();
  return [Number(code), slipwayCode];
};
const frame = (compressed: 0 | 1, length: number, bytes: Uint8Array) => {
  const head = Buffer.of(compressed, 0, 0, 0, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
};

describe('what the library answers by itself', () => {
  it('is the client’s error when its message cannot be decompressed', async () => {
    for (const coding of ['gzip', 'deflate'])
      assert.deepEqual(await ask({ 'grpc-encoding': coding }, frame(1, 3, Buffer.of(1, 2, 3))), [
        status.INVALID_ARGUMENT,
        'INVALID_REQUEST',
      ]);
  });

  it('is the client’s error when its timeout is none', async () => {
    assert.deepEqual(await ask({ 'grpc-timeout': 'soon' }, frame(0, 0, Buffer.of())), [
      status.INVALID_ARGUMENT,
      'INVALID_REQUEST',
    ]);
  });

  it('has a code when the message is too large', async () => {
    assert.deepEqual(await ask({}, frame(0, 2 ** 31, Buffer.of())), [
      status.RESOURCE_EXHAUSTED,
      'BODY_TOO_LARGE',
    ]);
  });

  it('stays as it is otherwise', async () => {
    const [code] = await ask({ 'grpc-encoding': 'none-such' }, frame(1, 1, Buffer.of(1)));
    assert.equal(code, status.UNIMPLEMENTED);
  });
});
