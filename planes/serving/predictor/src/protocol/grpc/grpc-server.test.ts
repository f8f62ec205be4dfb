import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compressionAlgorithms, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { LogWriter } from '@slipway/platform';
import { grpcClient } from './fixtures/grpc-client.ts';
import {
  floats,
  RAW_REQUEST,
  ROWS,
  type RunningDoor,
  runDoor,
  TYPED_REQUEST,
  texts,
} from './fixtures/running-door.ts';

let door: RunningDoor;
before(async () => {
  door = await runDoor();
});
after(() => door.end());

const NAME = 'flight-delays';
const scoresOf = (answer: { raw_output_contents: Uint8Array[] }): number[] => [
  ...new Float32Array(Uint8Array.from(answer.raw_output_contents[0]!).buffer),
];
const refusal = (code: status, slipwayCode: string, details: RegExp) => (error: unknown) => {
  const { code: actual, details: text, metadata } = error as ServiceError;
  assert.deepEqual([actual, metadata.get('slipway-code')], [code, [slipwayCode]]);
  assert.match(text, details);
  return true;
};

describe('the gRPC door', () => {
  it('tells that it is live and ready, and what it is', async () => {
    const { call } = door.client;
    assert.deepEqual(await call('ServerLive'), { live: true });
    assert.deepEqual(await call('ServerReady'), { ready: true });
    for (const version of ['', '1'])
      assert.deepEqual(await call('ModelReady', { name: NAME, version }), { ready: true });
    const { name, version, extensions } = await call('ServerMetadata');
    assert.deepEqual([name, version], ['slipway', '0.1.0']);
    assert.ok(extensions.includes('model_configuration'));
  });

  it('tells about the model', async () => {
    const metadata = await door.client.call('ModelMetadata', { name: NAME, version: '1' });
    assert.deepEqual([metadata.name, metadata.versions, metadata.platform], [NAME, ['1'], 'onnx_onnxv1']);
    const [, , origin] = metadata.inputs;
    assert.deepEqual([origin.name, origin.datatype, origin.shape.map(Number)], ['origin', 'BYTES', [-1, 1]]);
    const { config } = await door.client.call('ModelConfig', { name: NAME });
    assert.ok(config.max_batch_size > 0);
    assert.deepEqual(config.input[2].data_type, 'TYPE_STRING');
    assert.deepEqual(config.output[0].dims.map(Number), [1]);
  });

  it('lists its one model', async () => {
    const { models } = await door.client.call('RepositoryIndex', { ready: true });
    assert.deepEqual(models, [{ name: NAME, version: '1', state: 'READY', reason: '' }]);
  });

  it('answers raw and typed requests, always raw, with their outputs in the order asked', async () => {
    const expected = ROWS.map(door.probability);
    for (const request of [RAW_REQUEST, TYPED_REQUEST]) {
      const answer = await door.client.call('ModelInfer', request);
      assert.deepEqual([answer.model_name, answer.model_version], [NAME, '1']);
      for (const [index, score] of scoresOf(answer).entries())
        assert.ok(Math.abs(score - expected[index]!) < 1e-6);
    }
    const asked = { ...RAW_REQUEST, outputs: [{ name: 'logit' }, { name: 'score' }] };
    const answer = await door.client.call('ModelInfer', asked);
    assert.deepEqual(
      [answer.id, answer.outputs.map(({ name }: { name: string }) => name)],
      ['request-1', ['logit', 'score']],
    );
    assert.equal(answer.raw_output_contents.length, 2);
  });

  it('refuses with the status, the text and the code of the error', async () => {
    const { call } = door.client;
    const unknown = refusal(status.NOT_FOUND, 'MODEL_UNKNOWN', /Request for unknown model/);
    for (const method of ['ModelReady', 'ModelMetadata', 'ModelConfig']) {
      await assert.rejects(call(method, { name: 'x' }), unknown);
      await assert.rejects(call(method, { name: NAME, version: '2' }), unknown);
    }
    await assert.rejects(call('ModelInfer', { ...RAW_REQUEST, model_name: 'x' }), unknown);
    const shape = { ...RAW_REQUEST, raw_input_contents: [floats(1), floats(2, 3), texts('ATL', 'ORD')] };
    await assert.rejects(
      call('ModelInfer', shape),
      refusal(status.INVALID_ARGUMENT, 'TENSOR_SHAPE', /distance/),
    );
    await assert.rejects(
      call('ModelInfer', Buffer.from([0x0a, 0xff])),
      refusal(status.INVALID_ARGUMENT, 'INVALID_REQUEST', /not protobuf/),
    );
  });

  it('does not load or unload, whichever field names the model', async () => {
    for (const field of ['model_name', 'repository_name'])
      await assert.rejects(
        door.client.call('RepositoryModelLoad', { [field]: 'other' }),
        refusal(status.UNIMPLEMENTED, 'REPOSITORY_FIXED', /"other" failed to load/),
      );
    await assert.rejects(
      door.client.call('RepositoryModelUnload', { model_name: NAME }),
      refusal(status.UNIMPLEMENTED, 'REPOSITORY_FIXED', /failed to unload/),
    );
  });

  it('takes messages up to the body limit of the server, and none beyond', async () => {
    const parameters = (length: number) => ({ note: { string_param: 'x'.repeat(length) } });
    await door.client.call('ModelInfer', { ...RAW_REQUEST, parameters: parameters(90_000) });
    await assert.rejects(
      door.client.call('ModelInfer', { ...RAW_REQUEST, parameters: parameters(110_000) }),
      {
        code: status.RESOURCE_EXHAUSTED,
      },
    );
  });

  it('counts the bytes of compressed messages as they are without', async (t) => {
    for (const algorithm of [compressionAlgorithms.gzip, compressionAlgorithms.deflate]) {
      const client = grpcClient(door.predictor.grpcAddress!, {
        'grpc.default_compression_algorithm': algorithm,
      });
      t.after(client.close);
      const notes = (length: number) => ({ note: { string_param: 'x'.repeat(length) } });
      await client.call('ModelInfer', { ...RAW_REQUEST, parameters: notes(90_000) });
      await assert.rejects(client.call('ModelInfer', { ...RAW_REQUEST, parameters: notes(10_000_000) }), {
        code: status.RESOURCE_EXHAUSTED,
      });
    }
  });

  it('answers 64 concurrent callers, each with its own rows', async () => {
    await Promise.all(
      Array.from({ length: 64 }, async (_, caller) => {
        const rows = [{ distance: caller, hour: 1, origin: 'ATL' }];
        const request = {
          ...RAW_REQUEST,
          inputs: RAW_REQUEST.inputs.map((input) => ({ ...input, shape: [1, 1] })),
          raw_input_contents: [floats(caller), floats(1), texts('ATL')],
        };
        const [score] = scoresOf(await door.client.call('ModelInfer', request));
        assert.ok(Math.abs(score! - door.probability(rows[0]!)) < 1e-6);
      }),
    );
  });

  it('names the prediction that was logged here, and logs none that a gateway asks for', async (t) => {
    const appended: object[] = [];
    const log: LogWriter = {
      declare: () => undefined,
      append: async (records) => void appended.push(...records),
      close: async () => undefined,
    };
    const logging = await runDoor({}, {}, () => ({
      directLog: { log, name: 'predictor-1', level: 'inputs' },
    }));
    t.after(logging.end);
    await logging.predictor.settled();
    const { parameters } = await logging.client.call('ModelInfer', RAW_REQUEST);
    const id = parameters.prediction_id.string_param;
    assert.deepEqual(
      appended.map((record) => (record as { id: string }).id),
      [`${id}.0`, `${id}.1`],
    );
    const metadata = new Metadata();
    metadata.set('x-slipway-gateway', 'gateway-1');
    const asked = await logging.client.call('ModelInfer', RAW_REQUEST, { metadata });
    assert.deepEqual([asked.parameters, appended.length], [{}, 2]);
  });

  it('says that its port is taken', async () => {
    const port = Number(door.predictor.grpcAddress!.split(':')[1]);
    await assert.rejects(runDoor({}, { grpcPort: port }), { code: 'PORT_IN_USE' });
  });

  it('answers RESOURCE_EXHAUSTED when too many wait', async (t) => {
    const full = await runDoor({ queue: { maxWaiting: 1, maxBatchRows: 2 } });
    t.after(full.end);
    const answers = await Promise.allSettled(
      Array.from({ length: 64 }, () => full.client.call('ModelInfer', RAW_REQUEST)),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    assert.ok(refused.length > 0 && refused.length < 64);
    for (const { reason } of refused) refusal(status.RESOURCE_EXHAUSTED, 'QUEUE_FULL', /waiting/)(reason);
  });
});

describe('a predictor without a ready model', () => {
  it('is live, not ready, and says UNAVAILABLE while it may become so', async (t) => {
    let publish = (): void => undefined;
    const published = new Promise<void>((resolve) => {
      publish = resolve;
    });
    const starting = await runDoor({}, {}, ({ blobs }) => ({
      blobs: {
        get: async (digest) => {
          await published;
          return blobs.get(digest);
        },
      },
    }));
    t.after(starting.end);
    const { call } = starting.client;
    assert.deepEqual(await call('ServerLive'), { live: true });
    assert.deepEqual(await call('ServerReady'), { ready: false });
    assert.deepEqual(await call('ModelReady', { name: NAME }), { ready: false });
    assert.deepEqual(await call('Check'), { status: 'NOT_SERVING' });
    assert.equal((await call('RepositoryIndex')).models[0].state, 'LOADING');
    assert.deepEqual(await call('ModelStatistics'), { model_stats: [] });
    await assert.rejects(
      call('ModelInfer', RAW_REQUEST),
      refusal(status.UNAVAILABLE, 'MODEL_NOT_READY', /is not ready/),
    );
    publish();
    await starting.predictor.settled();
    assert.deepEqual(await call('ServerReady'), { ready: true });
  });

  it('says FAILED_PRECONDITION when it refused its release: waiting does not help', async (t) => {
    const refused = await runDoor({
      samples: [{ row: { distance: 1, hour: 2, origin: 'ATL' }, score: [0, 1] }],
    });
    t.after(refused.end);
    assert.deepEqual(await refused.client.call('ModelReady', { name: NAME }), { ready: false });
    await assert.rejects(
      refused.client.call('ModelInfer', RAW_REQUEST),
      refusal(status.FAILED_PRECONDITION, 'MODEL_NOT_READY', /WARM_UP_MISMATCH/),
    );
    const { models } = await refused.client.call('RepositoryIndex');
    assert.equal(models[0].state, 'UNAVAILABLE');
    assert.deepEqual(await refused.client.call('RepositoryIndex', { ready: true }), { models: [] });
  });
});
