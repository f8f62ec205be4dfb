import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { dueTimes, runLoadTest } from './load-test.ts';

const serve = async (t: TestContext, listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};
const run = (url: string, requestsPerSecond: number, drainMs = 300) =>
  runLoadTest({
    plan: { requestsPerSecond, seconds: 1, rows: 1 },
    url,
    bodies: ['{"rows":[1]}', '{"rows":[2]}'],
    seed: 3,
    drainMs,
  });

test('requests are due at the declared rate, at the same times by the same seed', () => {
  const times = dueTimes({ requestsPerSecond: 500, seconds: 10 }, 1);
  assert.deepEqual(times, dueTimes({ requestsPerSecond: 500, seconds: 10 }, 1));
  assert.ok(Math.abs(times.length - 5000) < 4 * Math.sqrt(5000), String(times.length));
  assert.ok(times.at(-1)! < 10_000 && times[0] === 0);
  assert.equal(dueTimes({ requestsPerSecond: 0.001, seconds: 1 }, 1).length, 1);
});

test('all bodies are posted, and what is answered is counted with its latency', async (t) => {
  const bodies = new Set<string>();
  const url = await serve(t, async (request, response) => {
    bodies.add(String(Buffer.concat(await request.toArray())));
    response.end('{}');
  });
  const load = await run(url, 150);
  assert.deepEqual([...bodies].sort(), ['{"rows":[1]}', '{"rows":[2]}']);
  assert.equal(load.errors, 0);
  assert.equal(load.requests, dueTimes({ requestsPerSecond: 150, seconds: 1 }, 3).length);
  assert.ok(load.p50Ms! > 0, `${load.p50Ms} ms`);
  assert.ok(load.answeredPerSecond > 0 && load.answeredPerSecond < 300, `${load.answeredPerSecond}/s`);
});

test('a server that stalls is charged for every request that was due meanwhile', async (t) => {
  let asked = 0;
  let stalled: Promise<void> | undefined;
  const url = await serve(t, async (request, response) => {
    request.resume();
    if (++asked > 60) stalled ??= pause(600);
    await stalled;
    response.end();
  });
  const load = await run(url, 200, 2000);
  assert.equal(load.errors, 0);
  // Sent one after the other, one request in two hundred would have been slow.
  assert.ok(load.p50Ms! > 100, `p50 ${load.p50Ms} ms`);
});

test('refusals and what is never answered are errors, with the first reason', async (t) => {
  const refusing = await serve(t, (request, response) => {
    request.resume();
    response.writeHead(503).end('{"code":"BUSY"}');
  });
  const refused = await run(refusing, 50);
  assert.equal(refused.errors, refused.requests);
  assert.equal(refused.answeredPerSecond, 0);
  assert.equal(refused.firstError, '503 {"code":"BUSY"}');
  let asked = 0;
  const silent = await serve(t, (request, response) => {
    request.resume();
    if (++asked <= 60) response.end();
  });
  const unanswered = await run(silent, 100);
  assert.ok(unanswered.errors > 50 && unanswered.errors < unanswered.requests);
  assert.match(unanswered.firstError ?? '', /^not answered within 300 ms/);
  assert.ok(unanswered.maxMs! > 1000);
});
