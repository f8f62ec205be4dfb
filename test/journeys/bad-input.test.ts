import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { JobDeclaration, type ProcessStatus } from '@slipway/contracts';
import pointsJob from '../fixtures/points/points.job.ts';
import { POINTS_JOB, preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { eventually, processesOf, startTestStack, type TestStack } from '../stack/test-stack.ts';
import { HOSTILE_CALLS } from './hostile-calls.ts';
import {
  GOOD_ROW,
  GOOD_TENSORS,
  HOSTILE_OUTCOMES,
  HOSTILE_ROWS,
  HOSTILE_TENSORS,
  type HostileRequest,
} from './hostile-requests.ts';

const ROWS = '/v1/endpoints/points/predictions';
const INFER = '/v2/models/points/infer';

interface Refusal {
  readonly error?: string;
  readonly code?: string;
  readonly field?: string;
  readonly remedy?: string;
}

const send = async (
  url: string,
  body: unknown,
  { method = 'POST', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) => {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: raw as string }),
  });
  const text = await response.text();
  assert.ok(text.length < 20_000 || response.ok, `a short answer, not ${text.length} characters`);
  return { status: response.status, json: JSON.parse(text) as Refusal };
};

/** One test for each request at the door of `url`. */
const refuses = async (t: TestContext, url: string, requests: readonly HostileRequest[]): Promise<void> => {
  for (const { what, body, code, field, status = 400 } of requests) {
    await t.test(what, async () => {
      const answer = await send(url, body);
      const { error, remedy } = answer.json;
      assert.deepEqual([answer.status, answer.json.code, answer.json.field], [status, code, field], error);
      assert.ok(error && remedy, 'a sentence and the way out');
    });
  }
};

/** What a server says to bytes on a fresh connection that the client then closes. */
const talk = (address: string, text: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.end(text);
  });

/** Serves a model none of whose features may be missing; returns the address of its predictor. */
const serveRequired = async (stack: TestStack): Promise<string> => {
  await preparePoints(stack);
  const [snapshot, train] = pointsJob.steps;
  const steps = [snapshot, { ...train, command: ['node', 'write-required-model.ts'] }];
  const code = { directory: dirname(POINTS_JOB), commit: null, dirty: false };
  const declaration = JobDeclaration.parse({ ...pointsJob, steps });
  await stack.client.putJob({ params: { job: 'points' }, body: { declaration, code } });
  const deployment = await servePoints(stack, await releasePoints(stack, 0.1), 'v1');
  return (await stack.process(`predictor-${deployment}-0`)).address ?? '';
};

test('hostile requests are refused with a code and the field, and cost no process', async (t) => {
  const environment = { SLIPWAY_BODY_LIMIT: '262144', SLIPWAY_SEGMENT_SECONDS: '0.3' };
  const stack = await startTestStack(t, { environment });
  const predictor = await serveRequired(stack);
  const { gateway } = stack.addresses;
  const processes = async (): Promise<[string, number | null, number][]> => {
    const names = ['supervisor', 'control', 'log', 'gateway', 'worker', 'predictor-deployment-1-0'];
    const statuses: ProcessStatus[] = await Promise.all(names.map((name) => stack.process(name)));
    return statuses.map(({ name, pid, restarts }) => [name, pid, restarts]);
  };
  const before = await processes();

  await t.test('rows at the gateway', (inner) => refuses(inner, `${gateway}${ROWS}`, HOSTILE_ROWS));
  await t.test('rows at the predictor', (inner) =>
    refuses(inner, `${predictor}/v1/predictions`, HOSTILE_ROWS),
  );
  await t.test('tensors at the gateway', (inner) => refuses(inner, `${gateway}${INFER}`, HOSTILE_TENSORS));
  await t.test('tensors at the predictor', (inner) =>
    refuses(inner, `${predictor}${INFER}`, HOSTILE_TENSORS),
  );
  await t.test('outcomes', (inner) => refuses(inner, `${gateway}/v1/outcomes`, HOSTILE_OUTCOMES));

  await t.test('what is not there, and what is not taken', async () => {
    const rows = { rows: [GOOD_ROW] };
    const cases: [string, string, object, number, string, string | undefined][] = [
      ['/v1/endpoints/other/predictions', 'POST', {}, 404, 'ENDPOINT_UNKNOWN', 'endpoint'],
      ['/v1/endpoints/__proto__/predictions', 'POST', {}, 404, 'ENDPOINT_UNKNOWN', 'endpoint'],
      ['/v1/endpoints/..%2f..%2fetc/predictions', 'POST', {}, 404, 'ENDPOINT_UNKNOWN', 'endpoint'],
      ['/v1/endpoints/%E0%A4%A/predictions', 'POST', {}, 404, 'ENDPOINT_UNKNOWN', 'endpoint'],
      ['/v2/models/other/infer', 'POST', {}, 404, 'MODEL_UNKNOWN', 'model'],
      ['/v2/models/constructor', 'GET', {}, 404, 'MODEL_UNKNOWN', 'model'],
      ['/v2/models/points/unload', 'POST', {}, 404, 'ROUTE_NOT_FOUND', undefined],
      [ROWS, 'GET', {}, 405, 'METHOD_NOT_ALLOWED', undefined],
      [INFER, 'DELETE', {}, 405, 'METHOD_NOT_ALLOWED', undefined],
      [INFER, 'POST', { 'content-encoding': 'br' }, 415, 'UNSUPPORTED_MEDIA', 'content-encoding'],
      [INFER, 'POST', { 'content-encoding': 'gzip' }, 400, 'INVALID_REQUEST', 'content-encoding'],
      [
        ...([INFER, 'POST', { 'inference-header-content-length': '9' }, 400, 'INVALID_JSON'] as const),
        'rows[0]',
      ],
    ];
    for (const [path, method, headers, status, code, field] of cases) {
      const answer = await send(`${gateway}${path}`, rows, {
        method,
        headers: headers as Record<string, string>,
      });
      assert.deepEqual([answer.status, answer.json.code, answer.json.field], [status, code, field], path);
      if (path.startsWith('/v1')) continue;
      const direct = await send(`${predictor}${path}`, rows, {
        method,
        headers: headers as Record<string, string>,
      });
      assert.deepEqual([direct.status, direct.json.code, direct.json.field], [status, code, field], path);
    }
  });

  await t.test('the planes behind', async (inner) => {
    for (const call of HOSTILE_CALLS) {
      const { what, service, role, method = 'POST', path, body, type = 'application/json' } = call;
      const token = await readFile(join(stack.directory, 'tokens', role), 'utf8');
      const headers = { 'content-type': type, authorization: `Bearer ${token.trim()}` };
      await inner.test(what, async () => {
        const { status, json } = await send(`${stack.addresses[service]}${path}`, body, { method, headers });
        const { status: wanted = 400, code = 'INVALID_REQUEST', field } = call;
        assert.deepEqual([status, json.code, json.field], [wanted, code, field], json.error);
        assert.ok(json.error && json.remedy, 'a sentence and the way out');
      });
    }
  });

  await t.test('what is no HTTP, or is cut off', async () => {
    for (const [address, path] of [
      [gateway, ROWS],
      [predictor, '/v1/predictions'],
    ] as const) {
      const head = `POST ${path} HTTP/1.1\r\nhost: x\r\n`;
      for (const text of [
        'nonsense\r\n\r\n',
        `${head}content-length: -1\r\n\r\n`,
        `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
        `${head}transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n`,
        `${head}x-long: ${'x'.repeat(20_000)}\r\n\r\n`,
      ])
        assert.match(
          await talk(address, text),
          /^HTTP\/1\.1 400 .*"code":"INVALID_REQUEST"/s,
          text.slice(0, 80),
        );
      await talk(address, `${head}content-length: 50\r\n\r\n{"rows"`);
      const invited = `${head}content-length: 999999999\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n`;
      assert.match(await talk(address, invited), /^HTTP\/1\.1 413 .*BODY_TOO_LARGE/s);
    }
  });

  await t.test('afterwards good requests are answered, and only they are in the log', async () => {
    const many = await send(`${gateway}${ROWS}`, { rows: new Array(4000).fill(GOOD_ROW) });
    const tensors = await send(`${gateway}${INFER}`, GOOD_TENSORS);
    const direct = await send(`${predictor}/v1/predictions`, { rows: [GOOD_ROW] });
    assert.deepEqual([many.status, tensors.status, direct.status], [200, 200, 200]);
    const stored = await eventually('the spool is empty', async () => {
      const { stored: now, waiting } = await stack.client.completeness();
      return waiting === 0 && now > 4001 ? now : null;
    });
    // What was asked of the predictor itself is logged too.
    assert.equal(stored, 4002);
    assert.deepEqual(await processes(), before);
    assert.ok(before.every(([, pid, restarts]) => pid !== null && restarts === 0));
  });

  await stack.stop();
  assert.deepEqual(await processesOf(stack.directory), []);
});
