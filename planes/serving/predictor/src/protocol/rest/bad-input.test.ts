import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type RunningPredictor, runPredictor } from '../../fixtures/running-predictor.ts';

const LIMIT = 20_000;
/** Infinity minus infinity for a large distance. */
const model = { optional: false, numbers: { distance: 10, hour: 1 }, bias: Number.NEGATIVE_INFINITY };
let running: RunningPredictor;
before(async () => {
  running = await runPredictor({
    bodyLimit: LIMIT,
    model,
  });
  await running.predictor.settled();
});
after(() => running.end());

const INFER = '/v2/models/flight-delays/infer';
const PREDICT = '/v1/predictions';
const row = { distance: 1, hour: 2, origin: 'ATL' };
const tensor = (name: string, datatype: string, data: unknown) => ({ name, datatype, shape: [1, 1], data });
const infer = (change: object) => {
  const inputs = {
    distance: tensor('distance', 'FP32', [1]),
    hour: tensor('hour', 'FP32', [2]),
    origin: tensor('origin', 'BYTES', ['ATL']),
  };
  return { inputs: Object.values({ ...inputs, ...change }) };
};

const table: [string, string, unknown, number, string, string | undefined][] = [
  ['broken JSON', PREDICT, '{"rows":[', 400, 'INVALID_JSON', 'rows[0]'],
  ['an empty body', INFER, '', 400, 'INVALID_JSON', undefined],
  ['bytes that are not UTF-8', PREDICT, Buffer.from([0x7b, 0xff, 0x7d]), 400, 'INVALID_JSON', undefined],
  [
    'a bare NaN',
    PREDICT,
    '{"rows":[{"distance":NaN,"hour":1,"origin":"A"}]}',
    400,
    'INVALID_JSON',
    'rows[0].distance',
  ],
  [
    'a bare NaN where nothing may miss',
    INFER,
    JSON.stringify(infer({})).replace('"data":[1]', '"data":[NaN]'),
    400,
    'TENSOR_VALUE',
    'inputs[0].data',
  ],
  ['nesting without end', PREDICT, '['.repeat(9000), 400, 'INVALID_JSON', undefined],
  [
    'deep nesting',
    PREDICT,
    `{"rows":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    400,
    'INVALID_REQUEST',
    'rows[0]',
  ],
  ['another body', PREDICT, { instances: [row] }, 400, 'INVALID_REQUEST', 'instances'],
  ['no rows', PREDICT, { rows: [] }, 400, 'INVALID_REQUEST', 'rows'],
  ['a row that is a list', PREDICT, { rows: [[1, 2]] }, 400, 'INVALID_REQUEST', 'rows[0]'],
  [
    'a missing feature',
    PREDICT,
    { rows: [row, { hour: 1, origin: 'A' }] },
    400,
    'FEATURE_MISSING',
    'rows[1].distance',
  ],
  ['an extra feature', PREDICT, { rows: [{ ...row, to: 'JFK' }] }, 400, 'FEATURE_UNKNOWN', 'rows[0].to'],
  [
    'text where a number belongs',
    PREDICT,
    { rows: [{ ...row, hour: '2' }] },
    400,
    'FEATURE_TYPE',
    'rows[0].hour',
  ],
  [
    'a number where text belongs',
    PREDICT,
    { rows: [{ ...row, origin: 2 }] },
    400,
    'FEATURE_TYPE',
    'rows[0].origin',
  ],
  [
    'null where nothing may miss',
    PREDICT,
    { rows: [{ ...row, hour: null }] },
    400,
    'FEATURE_MISSING',
    'rows[0].hour',
  ],
  [
    '1e999',
    PREDICT,
    '{"rows":[{"distance":1e999,"hour":1,"origin":"A"}]}',
    400,
    'FEATURE_TYPE',
    'rows[0].distance',
  ],
  ['text with NUL', PREDICT, { rows: [{ ...row, origin: 'A\0' }] }, 400, 'FEATURE_TYPE', 'rows[0].origin'],
  [
    'a row that the model answers with NaN',
    PREDICT,
    { rows: [row, { ...row, distance: 3e38 }] },
    400,
    'TENSOR_VALUE',
    'rows[1]',
  ],
  [
    'a wrong tensor name',
    INFER,
    infer({ hour: tensor('day', 'FP32', [2]) }),
    400,
    'TENSOR_UNKNOWN',
    'inputs[1].name',
  ],
  ['a missing tensor', INFER, { inputs: infer({}).inputs.slice(1) }, 400, 'TENSOR_MISSING', 'inputs'],
  [
    'a wrong datatype',
    INFER,
    infer({ hour: tensor('hour', 'INT64', [2]) }),
    400,
    'TENSOR_DATATYPE',
    'inputs[1].datatype',
  ],
  [
    'a wrong shape',
    INFER,
    infer({ hour: { ...tensor('hour', 'FP32', [2]), shape: [1] } }),
    400,
    'TENSOR_SHAPE',
    'inputs[1].shape',
  ],
  [
    'a wrong number of elements',
    INFER,
    infer({ hour: tensor('hour', 'FP32', [2, 3]) }),
    400,
    'TENSOR_SHAPE',
    'inputs[1].data',
  ],
  [
    'a wrong element',
    INFER,
    infer({ hour: tensor('hour', 'FP32', ['2']) }),
    400,
    'TENSOR_VALUE',
    'inputs[1].data',
  ],
  [
    'an unknown output',
    INFER,
    { ...infer({}), outputs: [{ name: 'label' }] },
    400,
    'OUTPUT_UNKNOWN',
    'outputs[0].name',
  ],
  ['a body over the limit', PREDICT, `{"rows":"${'x'.repeat(LIMIT)}"}`, 413, 'BODY_TOO_LARGE', undefined],
];

describe('bad input', () => {
  for (const [what, path, body, status, code, field] of table) {
    it(`${what} is answered with ${status} ${code}`, async () => {
      const answer = await running.ask('POST', path, body);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.json.code, code);
      assert.equal(answer.json.field, field);
      assert.ok(answer.json.error.length > 10 && answer.json.remedy.length > 10);
      assert.equal(answer.headers.get('content-type'), 'application/json');
    });
  }

  it('in the head of a request is answered with its name', async () => {
    const table: [Record<string, string>, number, string, string][] = [
      [{ 'content-encoding': 'gzip' }, 400, 'INVALID_REQUEST', 'content-encoding'],
      [{ 'content-encoding': 'br' }, 415, 'UNSUPPORTED_MEDIA', 'content-encoding'],
      [{ 'inference-header-content-length': '2' }, 400, 'INVALID_REQUEST', 'inference-header-content-length'],
      [{ origin: 'https://page.example' }, 403, 'ORIGIN_REFUSED', 'origin'],
      [{ 'x-slipway-timeout-ms': 'soon' }, 400, 'INVALID_REQUEST', 'x-slipway-timeout-ms'],
    ];
    for (const [headers, status, code, field] of table) {
      const { status: actual, json } = await running.ask('POST', INFER, 'x', headers);
      assert.deepEqual([actual, json.code, json.field], [status, code, field]);
    }
  });

  it('that unfolds beyond the limit is refused', async () => {
    const bomb = gzipSync(' '.repeat(LIMIT * 100));
    assert.ok(bomb.length < LIMIT);
    const { status, json } = await running.ask('POST', INFER, bomb, { 'content-encoding': 'gzip' });
    assert.deepEqual([status, json.code], [413, 'BODY_TOO_LARGE']);
  });

  it('on an unknown path is 404, and with a wrong method 405', async () => {
    for (const path of [
      '/v3',
      '/v2/models/flight-delays/explain',
      '/v2/models//infer',
      '/v2/models/m/versions/1/infer/x',
    ])
      assert.deepEqual(
        [(await running.ask('GET', path)).status, (await running.ask('POST', path, row)).status],
        [404, 404],
      );
    const got = await running.ask('GET', INFER);
    assert.deepEqual(
      [got.status, got.json.code, got.headers.get('allow')],
      [405, 'METHOD_NOT_ALLOWED', 'POST'],
    );
    const put = await running.ask('PUT', '/v2/health/ready', row);
    assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, HEAD']);
  });

  it('keeps the connection for the next request when the whole body had arrived', async () => {
    const answers = await pipeline([
      `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}`,
      'GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    ]);
    assert.deepEqual(answers.match(/HTTP\/1.1 \d+/g), ['HTTP/1.1 400', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });

  it('that is no HTTP is answered and closed', async () => {
    const answer = await pipeline(['nonsense\r\n\r\n']);
    assert.match(answer, /^HTTP\/1.1 400 Bad Request\r\n/);
    assert.match(answer, /"code":"INVALID_REQUEST"/);
  });

  it('without an end is refused at the limit, with nothing read on', async () => {
    let sent = 0;
    const status = await new Promise<number>((resolve, reject) => {
      const sending = request(running.predictor.address + PREDICT, { method: 'POST' }, (response) => {
        clearInterval(timer);
        resolve(response.statusCode!);
        sending.destroy();
      });
      sending.on('error', reject);
      const timer = setInterval(() => {
        sent += 4000;
        sending.write('x'.repeat(4000));
      }, 1);
    });
    assert.equal(status, 413);
    assert.ok(sent < 50 * LIMIT, `${sent} bytes were sent`);
  });

  it('that expects to be invited is refused before it is sent', async () => {
    const head = `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${LIMIT + 1}\r\n\r\n`;
    const answer = await pipeline([head]);
    assert.match(answer, /^HTTP\/1.1 413 /);
  });

  it('cut off in the middle harms nobody', async () => {
    const socket = connect(Number(new URL(running.predictor.address).port), '127.0.0.1');
    socket.write(`POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"rows"`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    assert.equal((await running.ask('POST', PREDICT, { rows: [row] })).status, 200);
  });
});

/** Writes the requests to one connection and reads until the other side ends it. */
const pipeline = (requests: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(running.predictor.address).port), '127.0.0.1');
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
    });
    socket.on('end', () => {
      socket.end();
      resolve(received);
    });
    socket.on('error', reject);
    for (const each of requests) socket.write(each);
  });

it('pages of an allowed origin may post', async (t) => {
  const origin = 'https://page.example';
  const server = { host: '127.0.0.1', port: 0, bodyLimit: LIMIT, name: 'slipway', allowedOrigins: [origin] };
  const { predictor, ask, end } = await runPredictor({}, () => ({ server }));
  t.after(end);
  await predictor.settled();
  const post = (from: string) => ask('POST', '/v1/predictions', { rows: [{}] }, { origin: from });
  assert.equal((await post(origin)).status, 200);
  assert.equal((await post('https://other.example')).status, 403);
});
