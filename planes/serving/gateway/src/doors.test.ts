import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { predictionsIn, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, routingOf } from './fixtures/signed-routing.ts';

const ROWS = `/v1/endpoints/${ENDPOINT}/predictions`;
const INFER = `/v2/models/${ENDPOINT}/infer`;

const tensors = (distances: readonly number[]) => [
  { name: 'distance', datatype: 'FP32', shape: [distances.length, 1], data: distances },
  { name: 'origin', datatype: 'BYTES', shape: [distances.length, 1], data: distances.map(() => 'ATL') },
];
const twoVariants = async (gateway: RunningGateway, values: object = {}) => {
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  await gateway.publish(routingOf(variants, { parameters: { revision: 1, values } }));
  return { a, b, variants };
};

test('a client addresses a variant by header or by version, and the log says so', async (t) => {
  const gateway = await startGateway(t);
  await twoVariants(gateway, {
    weights: [
      { variant: 'v1', weight: 1 },
      { variant: 'v2', weight: 0 },
    ],
  });
  assert.equal((await gateway.predict(1, {}, { 'x-slipway-variant': 'v2' })).json.variant, 'v2');
  const path = `/v2/models/${ENDPOINT}/versions/2/infer`;
  const { json } = await gateway.send('POST', path, { inputs: tensors([1]) });
  assert.deepEqual([json.model_version, json.parameters.variant], ['2', 'v2']);
  const rows = predictionsIn(await gateway.logged());
  assert.deepEqual(
    rows.map(({ variant, assignment, propensity, experiment }) => [
      variant,
      assignment,
      propensity,
      experiment,
    ]),
    rows.map(() => ['v2', 'direct', null, null]),
  );
});

test('a variant that cannot be addressed is a coded 4xx', async (t) => {
  const gateway = await startGateway(t);
  const { variants } = await twoVariants(gateway, { variants: { v2: { activate: false } } });
  const address = async (headers: Record<string, string>, path = ROWS) => {
    const body = path === ROWS ? { rows: [{ distance: 1 }] } : { inputs: tensors([1]) };
    const { status, json } = await gateway.send('POST', path, body, headers);
    return [status, json.code, json.field];
  };
  const v = (name: string) => ({ 'x-slipway-variant': name });
  assert.deepEqual(await address(v('v9')), [400, 'VARIANT_UNKNOWN', 'x-slipway-variant']);
  assert.deepEqual(await address(v('v2')), [409, 'VARIANT_INACTIVE', 'x-slipway-variant']);
  const version = (number: number) => `/v2/models/${ENDPOINT}/versions/${number}/infer`;
  assert.deepEqual(await address({}, version(9)), [404, 'MODEL_UNKNOWN', 'version']);
  assert.deepEqual(await address({}, version(2)), [409, 'VARIANT_INACTIVE', 'version']);
  await gateway.publish(
    routingOf(variants, { parameters: { revision: 2, values: { directAddressing: false } } }),
  );
  assert.deepEqual(await address(v('v1')), [403, 'DIRECT_ADDRESSING_OFF', 'x-slipway-variant']);
  assert.deepEqual(await address({}, version(1)), [403, 'DIRECT_ADDRESSING_OFF', 'version']);
  assert.deepEqual(await address({}), [200, undefined, undefined]);
});

test('the trace context goes to the predictor and into the log; the predictor is told who asks', async (t) => {
  const gateway = await startGateway(t);
  const { a } = await twoVariants(gateway);
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${trace}-b7ad6b7169203331-01`;
  await gateway.predict(1, {}, { traceparent, tracestate: 'vendor=1' });
  assert.deepEqual([a.headers().traceparent, a.headers()['x-slipway-gateway']], [traceparent, 'gateway']);
  assert.equal(a.headers().tracestate, 'vendor=1');
  for (const broken of [
    '00-0-0-0',
    `ff-${trace}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  ]) {
    await gateway.predict(1, {}, { traceparent: broken, tracestate: 'vendor=1' });
    assert.deepEqual([a.headers().traceparent, a.headers().tracestate], [undefined, undefined], broken);
  }
  const traces = predictionsIn(await gateway.logged()).map((record) => record.trace);
  assert.deepEqual(traces, [trace, null, null, null]);
});

test('web pages may post only from origins that are allowed; reading is for everybody', async (t) => {
  const gateway = await startGateway(t, { server: { allowedOrigins: ['https://shop.example'] } });
  await twoVariants(gateway);
  const from = async (origin: string) => (await gateway.predict(1, {}, { origin })).status;
  assert.deepEqual([await from('https://evil.example'), await from('null')], [403, 403]);
  assert.equal(await from('https://Shop.example'), 200);
  assert.equal((await gateway.predict(1)).status, 200);
  const other = { origin: 'https://evil.example' };
  assert.equal((await gateway.send('POST', '/v1/outcomes', { outcomes: [] }, other)).status, 403);
  assert.equal((await gateway.send('GET', '/health/ready', undefined, other)).status, 200);
  const origin = 'https://shop.example';
  const asked = await gateway.send('OPTIONS', ROWS, undefined, { origin });
  assert.deepEqual([asked.status, asked.headers.get('access-control-allow-origin')], [204, origin]);
  assert.equal((await gateway.send('OPTIONS', ROWS, undefined, other)).status, 405);
});

test('binary tensors and codings are understood and answered', async (t) => {
  const gateway = await startGateway(t);
  await twoVariants(gateway);
  const distance = Buffer.from(new Float32Array([250, 500]).buffer);
  const head = Buffer.from(
    JSON.stringify({
      id: 'mine',
      parameters: { binary_data_output: true },
      inputs: [
        {
          name: 'distance',
          datatype: 'FP32',
          shape: [2, 1],
          parameters: { binary_data_size: distance.length },
        },
        { name: 'origin', datatype: 'BYTES', shape: [2, 1], data: ['ATL', 'LAX'] },
      ],
    }),
  );
  const response = await fetch(gateway.address + INFER, {
    method: 'POST',
    body: gzipSync(Buffer.concat([head, distance])),
    headers: { 'content-encoding': 'gzip', 'inference-header-content-length': String(head.length) },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/octet-stream');
  const body = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get('inference-header-content-length'));
  const json = JSON.parse(body.subarray(0, length).toString());
  assert.deepEqual(
    [json.id, json.outputs[0].parameters, json.parameters.variant],
    ['mine', { binary_data_size: 8 }, 'v1'],
  );
  assert.deepEqual([...new Float32Array(new Uint8Array(body.subarray(length)).buffer)], [0.25, 0.5]);
  const rows = Array.from({ length: 200 }, (_, index) => ({ distance: index }));
  const coded = await gateway.send('POST', ROWS, { rows }, { 'accept-encoding': 'gzip;q=0.5, deflate;q=0' });
  assert.deepEqual([coded.headers.get('content-encoding'), coded.json.predictions.length], ['gzip', 200]);
  const bomb = gzipSync(Buffer.alloc(1_000_000));
  const refused = await fetch(gateway.address + INFER, {
    method: 'POST',
    body: bomb,
    headers: { 'content-encoding': 'gzip' },
  });
  assert.equal(refused.status, 413);
  assert.equal(gunzipSync(bomb).length, 1_000_000);
});

test('configuration, statistics and versions of a model', async (t) => {
  const gateway = await startGateway(t);
  await twoVariants(gateway);
  const get = async (path: string) => (await gateway.send('GET', `/v2/models/${ENDPOINT}${path}`)).json;
  const config = await get('/config');
  assert.deepEqual(config.input[0], { name: 'distance', data_type: 'TYPE_FP32', dims: [-1, 1] });
  const { model_stats } = await get('/stats');
  assert.deepEqual(
    model_stats.map(({ version, variant }: { version: string; variant: string }) => [version, variant]),
    [
      ['1', 'v1'],
      ['2', 'v2'],
    ],
  );
  assert.deepEqual((await get('/versions/2')).versions, ['1', '2']);
  assert.deepEqual(await get('/versions/2/ready'), { name: ENDPOINT, ready: true });
  assert.equal((await get('/versions/7')).code, 'MODEL_UNKNOWN');
});

test('at the stop it first says that it is not ready and goes on answering', async (t) => {
  const gateway = await startGateway(t, { server: { drainMs: 300 } });
  await twoVariants(gateway);
  const stopping = gateway.stop();
  await sleep(50);
  const { status, json } = await gateway.send('GET', '/health/ready');
  assert.deepEqual([status, json.ready], [503, false]);
  assert.equal((await gateway.predict(1)).status, 200);
  await stopping;
  await assert.rejects(gateway.predict(1));
});

test('the urgent goes first when not all can be served', async (t) => {
  const gateway = await startGateway(t);
  const { a } = await twoVariants(gateway, { concurrency: 4, timeoutMs: 300 });
  a.behaviour.fault = 'hang';
  const ask = async (priority: string) => {
    const { json } = await gateway.predict(1, {}, { 'x-slipway-priority': priority });
    return json.code;
  };
  const low = [ask('low'), ask('low'), ask('low')];
  await sleep(50);
  assert.equal(await ask('low'), 'OVERLOADED');
  const high = ask('high');
  assert.deepEqual(await Promise.all([...low, high]), ['TIMEOUT', 'TIMEOUT', 'TIMEOUT', 'TIMEOUT']);
});
