import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { predictionsIn, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, routingOf } from './fixtures/signed-routing.ts';

const rows = `/v1/endpoints/${ENDPOINT}/predictions`;
const infer = `/v2/models/${ENDPOINT}/infer`;

const tensor = (name: string, changes: object = {}) => ({
  name,
  datatype: name === 'origin' ? 'BYTES' : 'FP32',
  shape: [1, 1],
  data: name === 'origin' ? ['ATL'] : [1],
  ...changes,
});
const request = (distance: object, origin: object = {}) => ({
  inputs: [tensor('distance', distance), tensor('origin', origin)],
});

interface Case {
  readonly what: string;
  readonly path?: string;
  readonly body: unknown;
  readonly status?: number;
  readonly code: string;
  readonly field?: string | undefined;
}

const cases: Case[] = [
  {
    what: 'unknown endpoint',
    path: '/v1/endpoints/other/predictions',
    body: { rows: [{}] },
    status: 404,
    code: 'ENDPOINT_UNKNOWN',
    field: 'endpoint',
  },
  {
    what: 'unknown model',
    path: '/v2/models/other/infer',
    body: request({}),
    status: 404,
    code: 'MODEL_UNKNOWN',
    field: 'model',
  },
  { what: 'unknown route', path: '/v1/nothing', body: {}, status: 404, code: 'ROUTE_NOT_FOUND' },
  {
    what: 'missing feature',
    body: { rows: [{ distance: 1 }, { origin: 'ATL' }] },
    code: 'FEATURE_MISSING',
    field: 'rows[1].distance',
  },
  {
    what: 'null for a feature that is not optional',
    body: { rows: [{ distance: null }] },
    code: 'FEATURE_MISSING',
    field: 'rows[0].distance',
  },
  {
    what: 'extra feature',
    body: { rows: [{ distance: 1, speed: 2 }] },
    code: 'FEATURE_UNKNOWN',
    field: 'rows[0].speed',
  },
  {
    what: 'a feature named like a prototype',
    body: '{"rows":[{"distance":1,"__proto__":2}]}',
    code: 'FEATURE_UNKNOWN',
    field: 'rows[0].__proto__',
  },
  {
    what: 'text where a number belongs',
    body: { rows: [{ distance: '12' }] },
    code: 'FEATURE_TYPE',
    field: 'rows[0].distance',
  },
  {
    what: 'a number where text belongs',
    body: { rows: [{ distance: 1, origin: 2 }] },
    code: 'FEATURE_TYPE',
    field: 'rows[0].origin',
  },
  {
    what: 'NaN as a token',
    body: '{"rows":[{"distance":NaN}]}',
    code: 'INVALID_JSON',
    field: 'rows[0].distance',
  },
  {
    what: 'a number beyond every float',
    body: '{"rows":[{"distance":1e999}]}',
    code: 'FEATURE_TYPE',
    field: 'rows[0].distance',
  },
  { what: 'broken JSON', body: '{"rows":[{"distance":1', code: 'INVALID_JSON', field: 'rows[0].distance' },
  { what: 'no body', body: '', code: 'INVALID_JSON', field: undefined },
  { what: 'a body that is no object', body: [], code: 'INVALID_REQUEST', field: undefined },
  { what: 'no rows', body: {}, code: 'INVALID_REQUEST', field: 'rows' },
  { what: 'empty rows', body: { rows: [] }, code: 'INVALID_REQUEST', field: 'rows' },
  { what: 'a row that is no object', body: { rows: [7] }, code: 'INVALID_REQUEST', field: 'rows[0]' },
  {
    what: 'an unknown key',
    body: { rows: [{ distance: 1 }], row: 1 },
    code: 'INVALID_REQUEST',
    field: 'row',
  },
  {
    what: 'a unit that is no text',
    body: { rows: [{ distance: 1 }], unit: 7 },
    code: 'INVALID_REQUEST',
    field: 'unit',
  },
  {
    what: 'wrong tensor name',
    path: infer,
    body: request({ name: 'speed' }),
    code: 'TENSOR_UNKNOWN',
    field: 'inputs[0].name',
  },
  {
    what: 'missing tensor',
    path: infer,
    body: { inputs: [tensor('distance')] },
    code: 'TENSOR_MISSING',
    field: 'inputs',
  },
  {
    what: 'wrong tensor type',
    path: infer,
    body: request({ datatype: 'INT64' }),
    code: 'TENSOR_DATATYPE',
    field: 'inputs[0].datatype',
  },
  {
    what: 'wrong tensor shape',
    path: infer,
    body: request({ shape: [1, 2] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].shape',
  },
  {
    what: 'data that does not fill the shape',
    path: infer,
    body: request({ data: [1, 2] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].data',
  },
  {
    what: 'text in a number tensor',
    path: infer,
    body: request({ data: ['x'] }),
    code: 'TENSOR_VALUE',
    field: 'inputs[0].data',
  },
  {
    what: 'unknown output',
    path: infer,
    body: { ...request({}), outputs: [{ name: 'x' }] },
    code: 'OUTPUT_UNKNOWN',
    field: 'outputs[0].name',
  },
  {
    what: 'a unit parameter that is no text',
    path: infer,
    body: { ...request({}), parameters: { unit: '' } },
    code: 'INVALID_REQUEST',
    field: 'parameters.unit',
  },
  {
    what: 'a body over the limit',
    body: JSON.stringify({ rows: [{ distance: 1, origin: 'x'.repeat(300_000) }] }),
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
];

test('bad input is a 4xx with a code and the field, costs no predictor, and is not logged', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [predictor.address])]));
  for (const { what, path = rows, body, status = 400, code, field } of cases) {
    await t.test(what, async () => {
      const answer = await gateway.send('POST', path, body);
      const { error, remedy } = answer.json;
      assert.deepEqual([answer.status, answer.json.code, answer.json.field], [status, code, field], error);
      assert.ok(error && remedy);
    });
  }
  await t.test('a method that the route does not take', async () => {
    const { status, headers, json } = await gateway.send('GET', rows);
    assert.deepEqual([status, headers.get('allow'), json.code], [405, 'POST', 'METHOD_NOT_ALLOWED']);
  });
  await t.test('codings and binary tensors that cannot be read', async () => {
    const coded = (coding: string) => gateway.send('POST', infer, '{}', { 'content-encoding': coding });
    assert.equal((await coded('br')).status, 415);
    assert.deepEqual(
      [(await coded('gzip')).status, (await coded('gzip')).json.field],
      [400, 'content-encoding'],
    );
    const binary = await gateway.send('POST', infer, '{}', { 'inference-header-content-length': '5' });
    assert.deepEqual([binary.status, binary.json.field], [400, 'inference-header-content-length']);
  });
  assert.equal(predictor.asked(), 0);
  assert.equal((await gateway.predict(1)).status, 200);
  const { refused, failed } = (await gateway.send('GET', '/v1/statistics')).json;
  assert.deepEqual([refused, failed], [cases.length + 5, 0]);
  assert.equal(predictionsIn(await gateway.logged()).length, 1);
});

const talk = async (address: string, text: string): Promise<string> => {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    heard += chunk;
  });
  socket.on('error', () => undefined);
  socket.end(text);
  await once(socket, 'close');
  return heard;
};

test('what is no HTTP, ends in the middle, or streams beyond the limit costs no process', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [predictor.address])]));
  const head = `POST ${rows} HTTP/1.1\r\nhost: x\r\n`;
  assert.match(await talk(gateway.address, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 .*INVALID_REQUEST/s);
  await talk(gateway.address, `${head}content-length: 50\r\n\r\n{"rows"`);
  const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
  const streamed = await talk(
    gateway.address,
    `${head}transfer-encoding: chunked\r\nconnection: close\r\n\r\n${chunk.repeat(5)}0\r\n\r\n`,
  );
  assert.match(streamed, /^HTTP\/1.1 413 .*BODY_TOO_LARGE/s);
  const invited = await talk(
    gateway.address,
    `${head}content-length: 1000000\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n`,
  );
  assert.match(invited, /^HTTP\/1.1 413 /);
  assert.equal((await gateway.predict(1)).status, 200);
});
