import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { RunEvent } from '@slipway/contracts';
import { createClient } from './client.ts';

type Scope = { after(end: () => void): void };
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that gives the answers in turn, the last one for ever. */
const serve = async (t: Scope, ...answers: Answer[]) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answers[Math.min(asked.length, answers.length) - 1]?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, client: createClient({ addresses: { control: address }, token: 'secret' }) };
};

const line = (sequence: number): string =>
  `id: ${sequence}\nevent: line\ndata: ${JSON.stringify({ sequence, step: 's', at: '2026-01-01T00:00:00.000Z', stream: 'stdout', text: `line ${sequence}` })}\n\n`;
const END = 'event: end\ndata: {"state":"succeeded"}\n\n';
const stream =
  (text: string, end: 'end' | 'break'): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text, () => (end === 'end' ? response.end() : response.destroy()));
  };
const refuse: Answer = (_request, response) => {
  response
    .writeHead(404, { 'content-type': 'application/json' })
    .end('{"error":"no such run","code":"NOT_FOUND","remedy":"look"}');
};
const input = { params: { run: 'run-1' } };

test('a stream that breaks goes on after the last line, until the run has ended', async (t) => {
  const { asked, client } = await serve(
    t,
    stream(line(0) + line(1), 'break'),
    stream('event: something-new\ndata: {}\n\n', 'end'),
    stream(line(2) + END, 'end'),
  );
  let interruptions = 0;
  const events: RunEvent[] = [];
  for await (const event of client.followRun(input, { onInterruption: () => interruptions++ }))
    events.push(event);
  assert.deepEqual(
    events.map((event) => (event.event === 'line' ? event.data.sequence : event.event)),
    [0, 1, 2, 'end'],
  );
  assert.equal(interruptions, 2);
  assert.deepEqual(
    asked.map((path) => path.split('=')[1]),
    ['-1', '1', '1'],
  );
});

test('what control refuses is thrown, and so is its absence after a while', async (t) => {
  const { client } = await serve(t, refuse);
  await assert.rejects(
    async () => {
      for await (const _ of client.followRun(input));
    },
    { code: 'NOT_FOUND' },
  );
  const away = createClient({ addresses: { control: 'http://127.0.0.1:9' }, token: 'secret' });
  await assert.rejects(
    async () => {
      for await (const _ of away.followRun(input, { patienceMs: 300 }));
    },
    { code: 'UNAVAILABLE' },
  );
});

test('it ends when nobody wants it any more', async (t) => {
  const { client } = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(line(0));
  });
  const stopping = new AbortController();
  const events: RunEvent[] = [];
  for await (const event of client.followRun(input, { signal: stopping.signal })) {
    events.push(event);
    stopping.abort();
  }
  assert.equal(events.length, 1);
});
