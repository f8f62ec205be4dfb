import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { claimPort } from './free-port.ts';

test('a free port is claimed, a taken one is not, and a host that is not ours is a clear error', async (t) => {
  const port = await claimPort('127.0.0.1', 0);
  assert.ok(port !== null && port > 0);
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  assert.equal(await claimPort('127.0.0.1', (server.address() as AddressInfo).port), null);
  await assert.rejects(claimPort('192.0.2.1', 0), {
    code: 'INVALID_CONFIGURATION',
    message: /192\.0\.2\.1 port 0 cannot be listened on/,
  });
});
