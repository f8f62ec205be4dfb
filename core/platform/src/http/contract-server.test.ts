import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { ANY_ROLE, defineRoute, type Identity, SlipwayError } from '@slipway/contracts';
import { z } from 'zod';
import { createLogger } from '../logger.ts';
import { parseMetrics } from '../telemetry/fixtures/parse-metrics.ts';
import { createContractClient } from './contract-client.ts';
import { createContractServer } from './contract-server.ts';

const greet = defineRoute({
  id: 'greet',
  method: 'POST',
  path: '/v1/greetings/:name',
  summary: 'Greet',
  roles: ['author'],
  params: z.strictObject({ name: z.string() }),
  query: z.strictObject({ times: z.coerce.number().int().min(1).default(1) }),
  body: z.strictObject({ word: z.string(), nested: z.strictObject({ deep: z.number() }).optional() }),
  response: z.strictObject({ text: z.string() }),
});
const size = defineRoute({
  id: 'size',
  method: 'PUT',
  path: '/v1/size',
  summary: 'Size',
  roles: ANY_ROLE,
  upload: true,
  response: z.strictObject({ bytes: z.number() }),
});
const fails = defineRoute({
  id: 'fails',
  method: 'GET',
  path: '/v1/fails',
  summary: 'Fails',
  roles: 'public',
  response: z.strictObject({}),
});

const author: Identity = { subject: 'author', name: 'Ada', role: 'author', unattended: false };
const viewer: Identity = { ...author, subject: 'viewer', role: 'viewer' };

const start = async () => {
  const app = await createContractServer({
    title: 'test',
    authenticate: (token) => ({ 'author-token': author, 'viewer-token': viewer })[token] ?? null,
    logger: createLogger('test', 'silent'),
    ready: () => ({ ready: true }),
    modules: [
      (handle) => {
        handle(greet, ({ params, query, body, identity }) => ({
          text: `${`${body.word} `.repeat(query.times)}${params.name} from ${identity.name}`,
        }));
        handle(size, async ({ upload }) => {
          let bytes = 0;
          for await (const chunk of upload) bytes += (chunk as Buffer).length;
          return { bytes };
        });
        handle(fails, () => {
          throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint: 'x' }, { field: 'endpoint' });
        });
      },
    ],
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, address };
};

/** What the server says to bytes on a fresh connection. */
const talk = (address: string, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address);
    let heard = '';
    connect(Number(port), hostname)
      .on('data', (chunk) => {
        heard += chunk;
      })
      .on('close', () => resolve(heard))
      .end(bytes);
  });

test('a route is validated, authorized, answered and described', async (t) => {
  const { app, address } = await start();
  t.after(() => app.close());
  const client = createContractClient(address, 'author-token');
  const answer = await client.call(greet, {
    params: { name: 'Bob' },
    query: { times: 2 },
    body: { word: 'hi' },
  });
  assert.equal(answer.text, 'hi hi Bob from Ada');
  const upload = await client.call(size, {}, { upload: new Uint8Array(5_000_000) });
  assert.equal(upload.bytes, 5_000_000);
  const document = (await (
    await fetch(`${address}/openapi.json`, { headers: { authorization: 'Bearer viewer-token' } })
  ).json()) as {
    openapi: string;
    paths: Record<string, unknown>;
  };
  assert.equal((await fetch(`${address}/openapi.json`)).status, 401);
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(Object.keys(document.paths), ['/v1/greetings/{name}', '/v1/size', '/v1/fails']);
});

test('metrics count requests by declared route, for anybody with a token', async (t) => {
  const { app, address } = await start();
  t.after(() => app.close());
  const headers = { authorization: 'Bearer viewer-token' };
  assert.equal((await fetch(`${address}/metrics`)).status, 401);
  for (const path of ['/v1/fails', '/v1/fails', '/nobody-knows-this', '/nor-this'])
    assert.equal((await fetch(address + path)).status, 404);
  const answer = await fetch(`${address}/metrics`, { headers });
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const families = parseMetrics(await answer.text());
  assert.deepEqual(Object.fromEntries(families.get('slipway_http_requests_total')!.series), {
    'slipway_http_requests_total{method="GET",route="/metrics",status="4xx"}': 1,
    'slipway_http_requests_total{method="GET",route="/v1/fails",status="4xx"}': 2,
    'slipway_http_requests_total{method="",route="",status="4xx"}': 2,
  });
  assert.ok(families.has('slipway_event_loop_active_seconds_total'));
});

test('every error is a code with a remedy and the name of the field', async (t) => {
  const { app, address } = await start();
  t.after(() => app.close());
  const raw = async (init: RequestInit, path = '/v1/greetings/Bob') => {
    const response = await fetch(address + path, { method: 'POST', ...init });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const json = { authorization: 'Bearer author-token', 'content-type': 'application/json' };
  const wrongType = await raw({ headers: json, body: JSON.stringify({ word: 'x', nested: { deep: 'no' } }) });
  assert.deepEqual(
    [wrongType.status, wrongType.body.code, wrongType.body.field],
    [400, 'INVALID_REQUEST', 'nested.deep'],
  );
  const extra = await raw({ headers: json, body: JSON.stringify({ word: 'x', colour: 1 }) });
  assert.deepEqual([extra.status, extra.body.field], [400, 'colour']);
  const broken = await raw({ headers: json, body: '{' });
  assert.deepEqual([broken.status, broken.body.code], [400, 'INVALID_JSON']);
  const noToken = await raw({ headers: { 'content-type': 'application/json' }, body: '{"word":"x"}' });
  assert.deepEqual([noToken.status, noToken.body.code], [401, 'UNAUTHENTICATED']);
  const wrongRole = await raw({
    headers: { ...json, authorization: 'Bearer viewer-token' },
    body: '{"word":"x"}',
  });
  assert.deepEqual([wrongRole.status, wrongRole.body.code], [403, 'FORBIDDEN']);
  const nowhere = await raw({ headers: json, body: '{}' }, '/v1/nowhere');
  assert.deepEqual([nowhere.status, nowhere.body.code], [404, 'ROUTE_NOT_FOUND']);
  const path = await raw({ headers: json, body: '{"word":"x"}' }, '/v1/greetings/%E0%A4%A');
  assert.deepEqual([path.status, path.body.code], [400, 'INVALID_REQUEST']);
  const text = await raw({ headers: { ...json, 'content-type': 'text/plain' }, body: '{"word":"x"}' });
  assert.deepEqual([text.status, text.body.code], [415, 'UNSUPPORTED_MEDIA']);
  assert.match(await talk(address, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"code":"INVALID_REQUEST"/);
  const huge = await raw({ headers: json, body: JSON.stringify({ word: 'x'.repeat(33 * 1024 * 1024) }) });
  assert.deepEqual([huge.status, huge.body.code], [413, 'BODY_TOO_LARGE']);
});

test('the client throws the code that the server sent, and UNAVAILABLE when nobody listens', async (t) => {
  const { app, address } = await start();
  t.after(() => app.close());
  const client = createContractClient(address, undefined);
  await assert.rejects(client.call(fails, {}), { code: 'ENDPOINT_UNKNOWN', field: 'endpoint' });
  await app.close();
  await assert.rejects(client.call(fails, {}), { code: 'UNAVAILABLE' });
});
