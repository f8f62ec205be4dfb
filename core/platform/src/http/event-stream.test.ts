import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerEvent, writeEvents } from './event-stream.ts';

type Scope = { after(end: () => void): void };

const serve = async (
  t: Scope,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Promise<{ response: IncomingMessage; ended: Promise<void> }> => {
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    done = resolve;
  });
  const server = createServer((_request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { signal } = gone;
    writeEvents(response, events(signal), { signal, heartbeatMs: 20, stallMs: 200 }).finally(done);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const request = get({ port: (server.address() as AddressInfo).port, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return { response, ended };
};

test('events are sent as they come, with comments in between, and the answer ends with them', async (t) => {
  const { response } = await serve(t, async function* () {
    yield { id: '7', event: 'line', data: { text: 'two\nlines' } };
    await sleep(70);
    yield { event: 'end', data: null };
  });
  let text = '';
  for await (const chunk of response) text += chunk;
  assert.match(
    text,
    /^retry: 1000\n\nid: 7\nevent: line\ndata: \{"text":"two\\nlines"\}\n\n(: \n\n)+event: end\ndata: null\n\n$/,
  );
});

test('a client that reads nothing holds back the source, and is cut off after a while', async (t) => {
  let made = 0;
  const { response, ended } = await serve(t, async function* () {
    for (; made < 10_000; made++) yield { event: 'line', data: 'x'.repeat(100_000) };
  });
  response.pause();
  await ended;
  assert.ok(made < 200, `${made} events were made for nobody`);
});

test('a client that leaves ends the source', async (t) => {
  let cleaned = false;
  const { response, ended } = await serve(t, async function* (signal) {
    try {
      for (; !signal.aborted; ) {
        yield { event: 'line', data: 1 };
        await sleep(10, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      cleaned = true;
    }
  });
  await once(response, 'data');
  response.destroy();
  await ended;
  assert.equal(cleaned, true);
});
