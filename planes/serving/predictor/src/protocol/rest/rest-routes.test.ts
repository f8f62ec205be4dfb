import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InferResponse, ModelMetadata, ServerMetadata } from '@slipway/contracts';
import { type RunningPredictor, runPredictor } from '../../fixtures/running-predictor.ts';

let running: RunningPredictor;
before(async () => {
  running = await runPredictor();
  await running.predictor.settled();
});
after(() => running.end());

const inputs = [
  { name: 'distance', datatype: 'FP32', shape: [2, 1], data: [1, null] },
  { name: 'hour', datatype: 'FP32', shape: [2, 1], data: [[2], [3]] },
  { name: 'origin', datatype: 'BYTES', shape: [2, 1], data: ['ATL', 'ORD'] },
];
const rows = [
  { distance: 1, hour: 2, origin: 'ATL' },
  { hour: 3, origin: 'ORD' },
];
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} ${expected}`);

describe('the Open Inference Protocol', () => {
  it('tells what the server is', async () => {
    const { status, json, headers } = await running.ask('GET', '/v2?test=1');
    assert.equal(status, 200);
    assert.equal(ServerMetadata.parse(json).name, 'slipway');
    assert.equal(headers.get('content-type'), 'application/json');
  });

  it('tells that it is live and ready', async () => {
    assert.deepEqual((await running.ask('GET', '/v2/health/live')).json, { live: true });
    assert.deepEqual((await running.ask('GET', '/v2/health/ready')).json, { ready: true });
    assert.equal((await running.ask('HEAD', '/v2/health/ready')).status, 200);
    for (const path of ['/v2/models/flight-delays/ready', '/v2/models/flight-delays/versions/1/ready'])
      assert.deepEqual((await running.ask('GET', path)).json, { name: 'flight-delays', ready: true });
  });

  it('tells about the model', async () => {
    assert.deepEqual((await running.ask('GET', '/v2/models')).json, { models: ['flight-delays'] });
    for (const path of [
      '/v2/models/flight-delays',
      '/v2/models/flight-delays/versions/1',
      '/v2/models/flight%2Ddelays/',
    ]) {
      const metadata = ModelMetadata.parse((await running.ask('GET', path)).json);
      assert.deepEqual([metadata.name, metadata.versions], ['flight-delays', ['1']]);
      assert.deepEqual(metadata.inputs[2], { name: 'origin', datatype: 'BYTES', shape: [-1, 1] });
      assert.deepEqual(
        metadata.outputs.map(({ name }) => name),
        ['score', 'logit'],
      );
    }
  });

  it('infers, echoes the id, and names the release', async () => {
    for (const path of ['/v2/models/flight-delays/infer', '/v2/models/flight-delays/versions/1/infer']) {
      const { status, json, headers } = await running.ask('POST', path, { id: '42', inputs });
      assert.equal(status, 200);
      const { id, model_name, model_version, outputs } = InferResponse.parse(json);
      assert.deepEqual([id, model_name, model_version], ['42', 'flight-delays', '1']);
      assert.deepEqual(
        outputs.map(({ name, shape, datatype }) => [name, shape, datatype]),
        [
          ['score', [2, 1], 'FP32'],
          ['logit', [2, 1], 'FP32'],
        ],
      );
      rows.forEach((row, index) => {
        near(outputs[0]!.data[index] as number, running.probability(row));
      });
      assert.equal(headers.get('x-slipway-release'), 'flight-delays-1-7');
      assert.equal(headers.get('content-type'), 'application/json');
    }
  });

  it('gives the wanted outputs in the order asked', async () => {
    for (const names of [['logit', 'score'], ['logit']]) {
      const outputs = names.map((name) => ({ name }));
      const { json } = await running.ask('POST', '/v2/models/flight-delays/infer', { inputs, outputs });
      assert.deepEqual(
        json.outputs.map(({ name }: { name: string }) => name),
        names,
      );
    }
  });

  it('does not care about the content type, which its clients leave out', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const { status } = await running.ask('POST', '/v2/models/flight-delays/infer', { inputs }, headers);
    assert.equal(status, 200);
  });

  it('does not know other models and versions', async () => {
    const paths = [
      ['GET', '/v2/models/other'],
      ['GET', '/v2/models/other/ready'],
      ['GET', '/v2/models/flight-delays/versions/2'],
      ['GET', '/v2/models/%E0%A4%A'],
      ['POST', '/v2/models/other/infer'],
      ['POST', '/v2/models/flight-delays/versions/2/infer'],
    ] as const;
    for (const [method, path] of paths) {
      const { status, json } = await running.ask(method, path, method === 'POST' ? { inputs } : undefined);
      assert.equal(status, 404, path);
      assert.equal(json.code, 'MODEL_UNKNOWN');
      assert.match(json.error, /Request for unknown model/);
    }
  });
});

describe('plain rows', () => {
  it('are answered with scores in the order of the rows', async () => {
    const { status, json, headers } = await running.ask('POST', '/v1/predictions', { rows });
    assert.equal(status, 200);
    assert.deepEqual([json.model, json.version, json.release], ['flight-delays', 1, 'flight-delays-1-7']);
    rows.forEach((row, index) => {
      const { score, scores } = json.predictions[index];
      near(score, running.probability(row));
      near(scores[0], 1 - running.probability(row));
      assert.equal(scores[1], score);
    });
    assert.equal(headers.get('x-slipway-release'), 'flight-delays-1-7');
  });
});

describe('the health of the process', () => {
  it('is live and ready, with the release that it holds', async () => {
    assert.deepEqual((await running.ask('GET', '/health/live')).json, { live: true });
    const { status, json } = await running.ask('GET', '/health/ready');
    assert.equal(status, 200);
    assert.deepEqual(json, {
      ready: true,
      state: 'ready',
      model: 'flight-delays',
      version: 1,
      release: 'flight-delays-1-7',
      artifact: running.wanted.artifact,
    });
  });
});
