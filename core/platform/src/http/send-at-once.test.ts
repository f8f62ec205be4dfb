import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendAtOnce } from './send-at-once.ts';

interface Serving {
  readonly port: number;
  /** What `sendAtOnce` said, in turn. */
  readonly atOnce: boolean[];
}

const serve = async (
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = (_, response) =>
    sendAtOnce(response, 200, ['X-Test', 'yes'], 'answer', 72),
): Promise<Serving> => {
  const atOnce: boolean[] = [];
  const server = createServer({ keepAliveTimeout: 72_000 }, (request, response) => {
    request.resume().on('end', () => {
      const sent = answer(request, response);
      atOnce.push(sent);
      if (!sent) response.end('answer');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, atOnce };
};

const ask = async (port: number, options: object = {}, body = 'question') => {
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', ...options });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
};

/** Sends the text as it is; what came back until the server was quiet or closed. */
const converse = async (port: number, text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await Promise.race([once(socket, 'close'), sleep(200)]);
  socket.destroy();
  return answer;
};

const POST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx';

test('an answer has its status, its headers, its length and its date, and the connection serves the next request', async (t) => {
  const { port, atOnce } = await serve(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  for (let turn = 0; turn < 3; turn++) {
    const { status, headers, text } = await ask(port, { agent });
    assert.deepEqual(
      [status, text, headers['x-test'], headers['content-length']],
      [200, 'answer', 'yes', '6'],
    );
    assert.ok(Math.abs(Date.parse(headers.date!) - Date.now()) < 3000);
    assert.equal(headers.connection, 'keep-alive');
  }
  assert.deepEqual(atOnce, [true, true, true]);
});

test('requests that came together are answered in their order', async (t) => {
  let asked = 0;
  const { port } = await serve(t, (_, response) =>
    sendAtOnce(response, 200, ['X-Turn', String(asked++)], 'a', 72),
  );
  const answer = await converse(port, POST.repeat(4));
  assert.deepEqual(answer.match(/X-Turn: \d/g), ['X-Turn: 0', 'X-Turn: 1', 'X-Turn: 2', 'X-Turn: 3']);
});

test('a connection that is to be closed, an old client, and another method get the ordinary answer', async (t) => {
  const { port, atOnce } = await serve(t);
  for (const text of [
    POST.replace('Host: a', 'Host: a\r\nConnection: close'),
    POST.replace('HTTP/1.1', 'HTTP/1.0'),
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  ])
    assert.match(await converse(port, text), /^HTTP\/1.1 200 OK\r\n/);
  assert.deepEqual(atOnce, [false, false, false, false]);
});

test('a header value cannot hold a line break', async (t) => {
  const { port, atOnce } = await serve(t, (_, response) =>
    sendAtOnce(response, 200, ['X-Test', 'a\r\nX-Forged: b'], 'answer', 72),
  );
  assert.equal((await ask(port)).headers['x-forged'], undefined);
  assert.deepEqual(atOnce, [false]);
});

test('behind an answer that the client has not read, the ordinary ones wait', async (t) => {
  const body = 'a'.repeat(8 << 20);
  const { port, atOnce } = await serve(t, (_, response) => sendAtOnce(response, 200, [], body, 72));
  const socket = connect(port, '127.0.0.1').pause();
  socket.write(POST.repeat(50));
  await sleep(300);
  socket.destroy();
  assert.equal(atOnce[0], true);
  assert.equal(atOnce.indexOf(true, 1), -1);
  assert.ok(atOnce.length > 1);
});

test('a server that closes ends the connections that are idle after such an answer', async (t) => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => sendAtOnce(response, 200, [], 'answer', 72));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  await ask((server.address() as AddressInfo).port, { agent });
  await sleep(20);
  server.close();
  await once(server, 'close', { signal: AbortSignal.timeout(2000) });
});

test('a response is closed after it', async (t) => {
  const closed = Promise.withResolvers<boolean>();
  const { port } = await serve(t, (_, response) => {
    response.on('close', () => closed.resolve(response.destroyed));
    return sendAtOnce(response, 200, [], 'answer', 72);
  });
  await ask(port);
  assert.equal(await closed.promise, true);
});
