import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import {
  InferResponse,
  ModelMetadata,
  ModelStatistics,
  RepositoryIndexEntry,
  ServerMetadata,
} from '@slipway/contracts';
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

describe('the extensions of the protocol', () => {
  const MODEL = '/v2/models/flight-delays';
  const binaryBody = () => {
    const data = Float32Array.of(1, Number.NaN);
    const binary = { name: 'distance', datatype: 'FP32', shape: [2, 1], parameters: { binary_data_size: 8 } };
    const json = JSON.stringify({
      inputs: [binary, ...inputs.slice(1)],
      outputs: [{ name: 'score', parameters: { binary_data: true } }, { name: 'logit' }],
    });
    const body = Buffer.concat([Buffer.from(json), Buffer.from(data.buffer)]);
    return { body, headers: { 'inference-header-content-length': String(json.length) } };
  };
  const scoresOfBinary = (text: Buffer, header: string | null) => {
    const json = JSON.parse(text.subarray(0, Number(header)).toString());
    const rest = new Uint8Array(text.subarray(Number(header)));
    return { json, scores: new Float32Array(rest.buffer) };
  };

  it('are named', async () => {
    const { json } = await running.ask('GET', '/v2');
    assert.deepEqual(json.extensions, [
      'binary_tensor_data',
      'model_configuration',
      'statistics',
      'model_repository',
    ]);
  });

  it('take and give binary tensors beside JSON ones', async () => {
    const { body, headers } = binaryBody();
    const answer = await fetch(`${running.predictor.address}${MODEL}/infer`, {
      method: 'POST',
      headers,
      body,
    });
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
    const bytes = Buffer.from(await answer.arrayBuffer());
    const { json, scores } = scoresOfBinary(bytes, answer.headers.get('inference-header-content-length'));
    assert.deepEqual(json.outputs[0].parameters, { binary_data_size: 8 });
    assert.equal(json.outputs[1].data.length, 2);
    rows.forEach((row, index) => {
      near(scores[index]!, running.probability(row));
    });
  });

  it('take compressed bodies, whose header counts the JSON before that, and compress large answers', async () => {
    for (const [coding, encode] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ] as const) {
      const { body, headers } = binaryBody();
      const coded = { ...headers, 'content-encoding': coding };
      const url = `${running.predictor.address}${MODEL}/infer`;
      const answer = await fetch(url, { method: 'POST', headers: coded, body: encode(body) });
      assert.equal(answer.status, 200);
      const many = Array.from({ length: 500 }, () => rows[0]);
      const asked = await running.ask('POST', '/v1/predictions', encode(JSON.stringify({ rows: many })), {
        'content-encoding': coding,
        'accept-encoding': coding,
      });
      assert.deepEqual([asked.json.predictions.length, asked.headers.get('content-encoding')], [500, coding]);
    }
    const small = await running.ask('GET', '/v2', undefined, { 'accept-encoding': 'gzip' });
    assert.equal(small.headers.get('content-encoding'), null);
  });

  it('tell the configuration', async () => {
    for (const path of [`${MODEL}/config`, `${MODEL}/versions/1/config`]) {
      const { json } = await running.ask('GET', path);
      assert.deepEqual(
        [json.name, json.input[2]],
        ['flight-delays', { name: 'origin', data_type: 'TYPE_STRING', dims: [1] }],
      );
    }
  });

  it('count what was asked', async () => {
    const stats = async (path: string) =>
      ModelStatistics.parse((await running.ask('GET', path)).json.model_stats[0]);
    const before = await stats(`${MODEL}/stats`);
    await running.ask('POST', `${MODEL}/infer`, { inputs });
    await running.ask('POST', '/v1/predictions', { rows });
    await running.ask('POST', `${MODEL}/infer`, { inputs: [] });
    await running.ask('POST', '/v1/predictions', { rows: [] });
    for (const path of ['/v2/models/stats', `${MODEL}/stats`, `${MODEL}/versions/1/stats`]) {
      const after = await stats(path);
      const grown = (key: 'success' | 'fail' | 'compute_infer') =>
        after.inference_stats[key].count - before.inference_stats[key].count;
      assert.deepEqual([after.name, after.version], ['flight-delays', '1']);
      assert.deepEqual([grown('success'), grown('fail'), grown('compute_infer')], [2, 2, 2]);
      assert.equal(after.inference_count - before.inference_count, 4);
      assert.equal(after.execution_count - before.execution_count, 2);
      assert.ok(after.batch_stats.some(({ batch_size }) => batch_size === 2));
    }
  });

  it('list the one model of the repository, and refuse to load and unload', async () => {
    const entry = { name: 'flight-delays', version: '1', state: 'READY', reason: '' };
    for (const [path, body] of [
      ['/v2/repository/index', ''],
      ['/v2/repository/models/index', { ready: true }],
    ] as const)
      assert.deepEqual(
        (await running.ask('POST', path, body)).json.map((each: unknown) => RepositoryIndexEntry.parse(each)),
        [entry],
      );
    for (const action of ['load', 'unload'])
      for (const path of [
        `/v2/repository/models/m/${action}`,
        `/v2/repository/r/models/flight-delays/${action}`,
      ]) {
        const { status, json } = await running.ask('POST', path, {});
        assert.deepEqual([status, json.code], [501, 'REPOSITORY_FIXED']);
        assert.match(json.error, new RegExp(`failed to ${action}`));
      }
  });

  it('are found behind the path of a proxy', async () => {
    assert.equal((await running.ask('GET', '/serving/base/v2')).json.name, 'slipway');
    assert.equal((await running.ask('POST', `/serving${MODEL}/infer?x=1`, { inputs })).status, 200);
    assert.equal((await running.ask('POST', `/serving${MODEL}/ready`, {})).headers.get('allow'), 'GET, HEAD');
  });

  it('give up on time', async () => {
    const late = await running.ask('POST', `${MODEL}/infer`, { inputs, parameters: { timeout: 1 } });
    assert.deepEqual([late.status, late.json.code], [504, 'TIMEOUT']);
    const { status, headers } = await running.ask(
      'POST',
      `${MODEL}/infer`,
      { inputs },
      { 'x-slipway-timeout-ms': '900' },
    );
    assert.equal(status, 200);
    assert.match(headers.get('x-slipway-timing') ?? '', /^[\d.]+,[\d.]+$/);
  });
});

describe('KServe V1', () => {
  const PREDICT = '/v1/models/flight-delays:predict';

  it('takes instances with names or in the order of the features', async () => {
    const listed = [
      [1, 2, 'ATL'],
      [null, 3, 'ORD'],
    ];
    for (const instances of [rows, listed]) {
      const { status, json } = await running.ask('POST', PREDICT, { instances, parameters: {} });
      assert.equal(status, 200);
      rows.forEach((row, index) => {
        near(json.predictions[index], running.probability(row));
      });
    }
  });

  it('refuses instances by their own name', async () => {
    for (const [instances, field] of [
      [[{ distance: 'far' }], 'instances[0].distance'],
      [[[1, 2]], 'instances[0]'],
      [[], 'instances'],
      [undefined, 'instances'],
    ]) {
      const { status, json } = await running.ask('POST', PREDICT, { instances });
      assert.deepEqual([status, json.field], [400, field]);
    }
  });

  it('tells about the server and its model', async () => {
    assert.deepEqual((await running.ask('GET', '/')).json, { status: 'alive' });
    assert.deepEqual((await running.ask('GET', '/v1/models')).json, { models: ['flight-delays'] });
    assert.deepEqual((await running.ask('GET', '/v1/models/flight-delays')).json, {
      name: 'flight-delays',
      ready: true,
    });
    assert.equal((await running.ask('GET', '/v1/models/other')).status, 404);
    assert.equal((await running.ask('POST', '/v1/models/other:predict', { instances: rows })).status, 404);
    assert.equal(
      (await running.ask('POST', '/v1/models/flight-delays:explain', {})).json.code,
      'ROUTE_NOT_FOUND',
    );
  });
});

it('metrics are text that Prometheus reads', async () => {
  const answer = await fetch(`${running.predictor.address}/metrics`);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  assert.match(text, /^nv_inference_request_success\{model="flight-delays",version="1"\} \d+$/m);
  assert.match(text, /^slipway_predictor_request_duration_seconds_bucket\{.*le="\+Inf"\} \d+$/m);
  for (const line of text.trimEnd().split('\n'))
    assert.match(line, /^(# (HELP|TYPE) \w+ .+|[a-z_]+(\{[^}]*\})? [-+\d.e]+)$/, line);
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
