import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { SlipwayError } from '@slipway/contracts';
import type { MessageExchange } from './message-exchange.ts';
import { MessageServer } from './message-server.ts';
import { OrdinaryExchange } from './ordinary-exchange.ts';

const LIMIT = 1000;

interface Serving {
  readonly server: MessageServer;
  readonly port: number;
  readonly exchanges: MessageExchange[];
  unreadable: number;
}

/** Answers with what was posted. */
const echo = async (exchange: MessageExchange): Promise<void> => {
  try {
    const body = exchange.method === 'POST' ? await exchange.read(LIMIT) : new Uint8Array(0);
    exchange.send(200, ['X-Test', 'yes'], Buffer.from(body).toString());
  } catch (thrown) {
    const { code } = SlipwayError.from(thrown);
    exchange.send(code === 'BODY_TOO_LARGE' ? 413 : 400, [], code);
  }
};

const serve = async (
  t: TestContext,
  answer: (exchange: MessageExchange) => void = (exchange) => void echo(exchange),
): Promise<Serving> => {
  const exchanges: MessageExchange[] = [];
  const server = new MessageServer({
    host: '127.0.0.1',
    port: 0,
    bodyLimit: LIMIT,
    handle: (exchange) => {
      exchanges.push(exchange);
      answer(exchange);
    },
    unreadable: () => {
      serving.unreadable += 1;
    },
  });
  await server.listen();
  t.after(() => server.close(0));
  const serving: Serving = { server, port: Number(new URL(server.address).port), exchanges, unreadable: 0 };
  return serving;
};

const open = async (t: TestContext, port: number): Promise<{ socket: Socket; text: () => string }> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  t.after(() => socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, text: () => text };
};

const until = async (done: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 500 && !done(); turn += 1) await sleep(10);
  assert.ok(done(), String(done));
};

const answersIn = (text: string): number => text.split('HTTP/1.1 ').length - 1;

/** A header that says nothing, and makes a request one for the complete server. */
const LANES = { plain: '', ordinary: 'TE: trailers\r\n' };

for (const [lane, header] of Object.entries(LANES))
  describe(`a server of whole messages, the ${lane} lane`, () => {
    const post = (body: string, more = '') =>
      `POST /a HTTP/1.1\r\nHost: a\r\n${header}${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

    it('answers with status, headers, length and date, and the connection serves the next request', async (t) => {
      const { port, exchanges } = await serve(t);
      const { socket, text } = await open(t, port);
      for (const turn of [1, 2, 3]) {
        socket.write(post(`question ${turn}`));
        await until(() => text().endsWith(`question ${turn}`));
      }
      const [head] = text().split('\r\n\r\n');
      const lines = head!.split('\r\n').sort();
      const date = lines.find((line) => line.startsWith('Date: '))!;
      assert.ok(Math.abs(Date.parse(date.slice(6)) - Date.now()) < 3000);
      assert.deepEqual(
        lines.filter((line) => line !== date),
        [
          'Connection: keep-alive',
          'Content-Length: 10',
          'HTTP/1.1 200 OK',
          'Keep-Alive: timeout=72',
          'X-Test: yes',
        ],
      );
      assert.equal(exchanges[0] instanceof OrdinaryExchange, lane === 'ordinary');
      assert.deepEqual(
        [exchanges[0]!.method, exchanges[0]!.url, exchanges[0]!.headers.host],
        ['POST', '/a', 'a'],
      );
    });

    it('reads a request that comes in pieces', async (t) => {
      const { port } = await serve(t);
      const { socket, text } = await open(t, port);
      for (const piece of post('12345678').match(/[\s\S]{1,30}/g)!) {
        socket.write(piece);
        await sleep(5);
      }
      await until(() => text().endsWith('12345678'));
    });

    it('answers requests that came together in their order', async (t) => {
      const { port } = await serve(t);
      const { socket, text } = await open(t, port);
      socket.write(post('a') + post('b') + post('c'));
      await until(() => answersIn(text()) === 3);
      assert.deepEqual(text().match(/\r\n\r\n./g), ['\r\n\r\na', '\r\n\r\nb', '\r\n\r\nc']);
    });

    it('answers what came while it was answering', async (t) => {
      const waiting: MessageExchange[] = [];
      const { port } = await serve(t, (exchange) => void waiting.push(exchange));
      const { socket, text } = await open(t, port);
      for (const turn of ['1', '2', '3']) {
        socket.write(post(turn));
        await sleep(20);
      }
      for (let turn = 0; turn < 3; turn += 1) {
        await until(() => waiting.length > 0);
        const exchange = waiting.shift()!;
        exchange.send(200, [], Buffer.from(await exchange.read(LIMIT)));
      }
      await until(() => answersIn(text()) === 3);
      assert.deepEqual(text().match(/\r\n\r\n./g), ['\r\n\r\n1', '\r\n\r\n2', '\r\n\r\n3']);
    });

    it('writes text that is not ASCII, bytes, and nothing', async (t) => {
      const bodies = ['gül', Uint8Array.of(0, 255, 1), ''];
      const { port } = await serve(t, (exchange) =>
        exchange.send(bodies.length === 1 ? 204 : 200, [], bodies.shift()!),
      );
      const { socket, text } = await open(t, port);
      for (const turn of [1, 2, 3]) {
        socket.write(post(''));
        await until(() => answersIn(text()) === turn && text().includes('\r\n\r\n'));
      }
      assert.match(text(), /Content-Length: 4[\s\S]*\r\n\r\ng\xc3\xbclHTTP/);
      assert.match(text(), /Content-Length: 3\b/);
      assert.ok(text().includes('\r\n\r\n\0\xff\x01HTTP'));
      assert.doesNotMatch(text().split('204 No Content')[1]!, /content-length/i);
    });

    it('takes no body over its limit, and none that unfolds beyond it', async (t) => {
      const { port } = await serve(t);
      for (const [body, coding] of [
        ['a'.repeat(LIMIT + 1), ''],
        [gzipSync('a'.repeat(LIMIT + 1)).toString('latin1'), 'Content-Encoding: gzip\r\n'],
      ] as const) {
        const { socket, text } = await open(t, port);
        const length = `Content-Length: ${body.length}\r\n`;
        socket.write(`POST /a HTTP/1.1\r\nHost: a\r\n${header}${coding}${length}\r\n${body}`, 'latin1');
        await until(() => text().endsWith('BODY_TOO_LARGE'));
        assert.match(text(), /^HTTP\/1.1 413 /);
      }
    });

    it('decodes a body', async (t) => {
      const { port } = await serve(t);
      const { socket, text } = await open(t, port);
      const body = gzipSync('unfolded').toString('latin1');
      const head = `POST /a HTTP/1.1\r\nHost: a\r\n${header}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
      socket.write(head + body, 'latin1');
      await until(() => text().endsWith('unfolded'));
    });

    it('lets no line break into a header', async (t) => {
      const { port } = await serve(t, (exchange) => {
        assert.throws(() => exchange.send(200, ['X-Test', 'a\r\nX-Forged: b'], 'answer'), TypeError);
        exchange.send(200, [], 'clean');
      });
      const { socket, text } = await open(t, port);
      socket.write(post('a'));
      await until(() => text().endsWith('clean'));
      assert.doesNotMatch(text(), /Forged/);
    });

    it('knows that a client has hung up, and sends it nothing', async (t) => {
      const { port, exchanges } = await serve(t, () => undefined);
      const { socket } = await open(t, port);
      socket.write(post('a'));
      await until(() => exchanges.length === 1);
      const [exchange] = exchanges;
      await exchange!.read(LIMIT);
      assert.equal(exchange!.aborted, false);
      socket.end();
      await until(() => exchange!.aborted);
      exchange!.send(200, [], 'to nobody');
    });

    it('holds back answers that a client does not read', async (t) => {
      const body = 'a'.repeat(4 << 20);
      let answered = 0;
      const { port } = await serve(t, (exchange) => {
        answered += 1;
        exchange.send(200, [], body);
      });
      const socket = connect(port, '127.0.0.1').pause();
      t.after(() => socket.destroy());
      socket.on('error', () => undefined);
      for (let turn = 0; turn < 50; turn += 1) {
        socket.write(post('a'));
        await sleep(4);
      }
      assert.ok(answered < 10, `${answered} answers of 4 MB are in memory`);
    });

    it('answers under way when it closes, says that it does, and ends what is idle', async (t) => {
      const { server, port, exchanges } = await serve(t, () => undefined);
      const busy = await open(t, port);
      busy.socket.write(post('a'));
      const agent = new Agent({ keepAlive: true });
      t.after(() => agent.destroy());
      await until(() => exchanges.length === 1);
      const [exchange] = exchanges;
      await exchange!.read(LIMIT);
      const idle = await open(t, port);
      const idleEnded = once(idle.socket, 'end');
      const closing = server.close(2000);
      await idleEnded;
      exchange!.send(200, [], 'the last');
      await once(busy.socket, 'end');
      busy.socket.end();
      idle.socket.end();
      await closing;
      assert.match(busy.text(), /Connection: close\r\n/);
      assert.match(busy.text(), /the last$/);
    });

    it('answers a request that was on its way when it closed', async (t) => {
      const { server, port } = await serve(t);
      const { socket, text } = await open(t, port);
      socket.write(post('first'));
      await until(() => text().endsWith('first'));
      const closing = server.close(2000);
      socket.write(post('second'));
      await once(socket, 'end');
      socket.end();
      await closing;
      assert.match(text(), /Connection: close\r\n[\s\S]*second$/);
    });

    it('takes no request behind the last answer of a connection', async (t) => {
      const { server, port, exchanges } = await serve(t, () => undefined);
      const { socket, text } = await open(t, port);
      socket.write(post('a'));
      await until(() => exchanges.length === 1);
      await exchanges[0]!.read(LIMIT);
      const closing = server.close(2000);
      exchanges[0]!.send(200, [], 'the last');
      await until(() => text().endsWith('the last'));
      socket.write(post('too late'));
      await sleep(50);
      assert.equal(exchanges.length, 1);
      socket.end();
      await closing;
    });

    it('cuts what is not answered in time when it closes', async (t) => {
      const { server, port, exchanges } = await serve(t, () => undefined);
      const { socket } = await open(t, port);
      socket.write(post('a'));
      await until(() => exchanges.length === 1);
      const cut = once(socket, 'close');
      await server.close(100);
      socket.end();
      await cut;
    });
  });

describe('a server of whole messages', () => {
  const ask = async (port: number, options: object, body?: string) => {
    const sending = httpRequest({ port, host: '127.0.0.1', ...options });
    sending.end(body);
    const [response] = await once(sending, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode as number, headers: response.headers, text };
  };

  it('hands a connection over with its first request of another kind, at whatever place in it', async (t) => {
    const { port, exchanges } = await serve(t);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    const kinds = [
      [{ method: 'POST' }, 'one'],
      [{ method: 'GET' }, undefined],
      [{ method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, 'two'],
      [{ method: 'POST' }, 'three'],
      [{ method: 'POST', headers: { expect: '100-continue', 'content-length': '4' } }, 'four'],
      [{ method: 'HEAD' }, undefined],
      [{ method: 'POST', headers: { connection: 'close' } }, 'five'],
    ] as const;
    for (const [options, body] of kinds) {
      const { status, text } = await ask(port, { agent, ...options }, body);
      assert.deepEqual([status, text], [200, body ?? '']);
    }
    assert.deepEqual(
      exchanges.map((exchange) => exchange instanceof OrdinaryExchange),
      [false, false, true, true, true, true, true],
    );
  });

  it('invites no body that is over its limit', async (t) => {
    const { port } = await serve(t);
    const { socket, text } = await open(t, port);
    socket.write(
      `POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`,
    );
    await until(() => text().endsWith('BODY_TOO_LARGE'));
    assert.doesNotMatch(text(), /100 Continue/);
  });

  it('answers what is no HTTP, and counts it', async (t) => {
    const serving = await serve(t);
    for (const nonsense of [
      'hello\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '\x16\x03\x01',
    ]) {
      const { socket, text } = await open(t, serving.port);
      socket.end(nonsense, 'latin1');
      await once(socket, 'end');
      assert.match(text(), /^HTTP\/1.1 400 [\s\S]*INVALID_REQUEST/);
    }
    assert.equal(serving.unreadable, 3);
  });

  it('closes connections that are idle for longer than it promises, and hands slow bodies to the server with a clock', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { port, exchanges } = await serve(t);
    const idle = await open(t, port);
    const slow = await open(t, port);
    slow.socket.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n1');
    await sleep(50);
    t.mock.timers.tick(10_000);
    slow.socket.write('2');
    await until(() => slow.text().endsWith('12'));
    assert.ok(exchanges[0] instanceof OrdinaryExchange);
    const ended = once(idle.socket, 'end');
    t.mock.timers.tick(60_000);
    assert.equal(idle.socket.readableEnded, false);
    t.mock.timers.tick(20_000);
    await ended;
  });

  it('says when its port is in use', async (t) => {
    const { port } = await serve(t);
    const second = new MessageServer({ host: '127.0.0.1', port, bodyLimit: 1, handle: () => undefined });
    await assert.rejects(second.listen(), { code: 'PORT_IN_USE' });
  });
});
