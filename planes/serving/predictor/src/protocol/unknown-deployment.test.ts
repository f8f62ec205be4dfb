import assert from 'node:assert/strict';
import { it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { RAW_REQUEST, type RunningDoor, runDoor } from './grpc/fixtures/running-door.ts';

/** A predictor whose deployment cannot be read yet. */
const start = (t: { after(end: () => Promise<void>): void }): Promise<RunningDoor> =>
  runDoor({}, {}, () => ({ deployment: () => new Promise(() => undefined) })).then((door) => {
    t.after(door.end);
    return door;
  });

it('a predictor that does not know its model yet is not ready for any at the REST door', async (t) => {
  const { ask } = await start(t);
  const model = '/v2/models/flight-delays';
  for (const [method, path] of [
    ['GET', model],
    ['GET', `${model}/versions/1/config`],
    ['GET', `${model}/stats`],
    ['POST', `${model}/infer`],
    ['POST', '/v1/models/flight-delays:predict'],
    ['POST', '/v1/predictions'],
  ] as const) {
    const body = method === 'POST' ? {} : undefined;
    const { status: code, json, headers } = await ask(method, path, body);
    assert.deepEqual([code, json.code], [503, 'MODEL_NOT_READY'], path);
    assert.equal(headers.get('retry-after'), '1');
  }
  const ready = await ask('GET', `${model}/ready`);
  assert.deepEqual([ready.status, ready.json.ready], [503, false]);
  assert.deepEqual((await ask('GET', '/v2/models')).json, { models: [] });
});

it('and at the gRPC door', async (t) => {
  const { client } = await start(t);
  const model = { name: 'flight-delays' };
  for (const method of ['ModelMetadata', 'ModelConfig', 'ModelStatistics'])
    await assert.rejects(client.call(method, model), { code: status.UNAVAILABLE }, method);
  await assert.rejects(client.call('ModelInfer', RAW_REQUEST), { code: status.UNAVAILABLE });
  assert.deepEqual(await client.call('ModelReady', model), { ready: false });
});
