import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, SERVICES } from './client.ts';

test('every route of every service is a method, and no id is used twice', () => {
  const ids = Object.values(SERVICES).flatMap((routes) =>
    Object.entries(routes).map(([key, route]) => [key, route.id]),
  );
  for (const [key, id] of ids) assert.equal(key, id);
  assert.equal(new Set(ids.map(([id]) => id)).size, ids.length);
  const client = createClient({ addresses: {} });
  assert.deepEqual(Object.keys(client).sort(), [...ids.map(([id]) => id as string), 'followRun'].sort());
});

test('a method fills the path, the query and the body, and takes the token that the roles ask for', async () => {
  const seen: { url: string; init: RequestInit }[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    seen.push({ url, init });
    return Response.json({ lines: [], next: null });
  }) as typeof globalThis.fetch;
  const client = createClient({
    addresses: { control: 'http://127.0.0.1:1' },
    token: (roles) => roles[0],
    fetch,
  });
  assert.deepEqual(await client.getRunLog({ params: { run: 'a/b' }, query: { after: 5 } }), {
    lines: [],
    next: null,
  });
  assert.equal(seen[0]?.url, 'http://127.0.0.1:1/v1/runs/a%2Fb/log?after=5');
  assert.deepEqual(seen[0]?.init.headers, { authorization: 'Bearer author' });
});

test('the key of the gateway goes to the gateway, and no token does', async () => {
  const seen: (RequestInit['headers'] | undefined)[] = [];
  const fetch = (async (_url: string, init: RequestInit) => {
    seen.push(init.headers);
    return Response.json([]);
  }) as typeof globalThis.fetch;
  const addresses = { control: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' };
  const token = (roles: readonly string[]) => roles[0];
  await createClient({ addresses, token, gatewayKey: 'key', fetch }).servedEndpoints();
  await createClient({ addresses, token, gatewayKey: 'key', fetch })
    .getRunLog({ params: { run: 'a' } })
    .catch(() => undefined);
  await createClient({ addresses, token, fetch }).servedEndpoints();
  assert.deepEqual(seen, [{ authorization: 'Bearer key' }, { authorization: 'Bearer author' }, {}]);
});

test('an error of the server comes back with its code and remedy', async () => {
  const body = { error: 'no such run', code: 'NOT_FOUND', remedy: 'look', field: 'run' };
  const fetch = (async () => Response.json(body, { status: 404 })) as typeof globalThis.fetch;
  const client = createClient({ addresses: { control: 'http://127.0.0.1:1' }, fetch });
  await assert.rejects(client.getRun({ params: { run: 'x' } }), {
    code: 'NOT_FOUND',
    message: 'no such run',
    remedy: 'look',
    field: 'run',
  });
});
