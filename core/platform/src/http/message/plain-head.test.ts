import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPlainHead } from './plain-head.ts';

const head = (...lines: string[]) => readPlainHead(lines.join('\r\n'));
const POST = 'POST /v2/models/m/infer?a=1 HTTP/1.1';

test('a plain request has a method, a target, headers by their lower-case names, and a length', () => {
  assert.deepEqual(
    { ...head(POST, 'Host: a', 'Content-Length: 12', 'X-Trace:  a b \xe9 ') },
    {
      method: 'POST',
      url: '/v2/models/m/infer?a=1',
      headers: Object.assign(Object.create(null), {
        host: 'a',
        'content-length': '12',
        'x-trace': 'a b \xe9',
      }),
      length: 12,
    },
  );
  assert.equal(head('GET /health HTTP/1.1', 'host: a', 'connection: Keep-Alive')?.length, 0);
});

test('names of headers are only names', () => {
  const { headers } = head(POST, 'host: a', 'content-length: 0', '__proto__: x', 'constructor: y')!;
  assert.deepEqual(Object.keys(headers), ['host', 'content-length', '__proto__', 'constructor']);
});

test('what could be read in two ways, or asks for more, is not plain', () => {
  const plain = [POST, 'Host: a', 'Content-Length: 1'];
  assert.notEqual(head(...plain), null);
  for (const more of [
    'Content-Length: 1',
    'content-length: 2',
    'Transfer-Encoding: chunked',
    'transfer-encoding : chunked',
    'Expect: 100-continue',
    'Upgrade: h2c',
    'Connection: close',
    'Connection: keep-alive, upgrade',
    'TE: trailers',
    'Trailer: x',
    'Host: b',
    'X-A: 1\r\nX-A: 2',
    ' folded',
    '\tfolded',
    'no colon',
    ': no name',
    'X A: space in the name',
    'X-A : space behind the name',
    'X-A: a\nTransfer-Encoding: chunked',
    'X-A: a\rb',
    'X-A: a\0b',
    'X-A: a\tb',
    'X-A: \x7f',
    'Set-Cookie: a',
    'X-\xe9: a',
    '',
  ])
    assert.equal(head(...plain, more), null, JSON.stringify(more));
  for (const line of [
    'POST / HTTP/1.0',
    'POST / HTTP/1.10',
    'POST  / HTTP/1.1',
    'post / HTTP/1.1',
    'PUT / HTTP/1.1',
    'POST http://a/ HTTP/1.1',
    'POST * HTTP/1.1',
    'POST /a b HTTP/1.1',
    'POST /\xe9 HTTP/1.1',
    'POST / HTTP/1.1 ',
    ' POST / HTTP/1.1',
    '',
  ])
    assert.equal(head(line, 'Host: a', 'Content-Length: 1'), null, JSON.stringify(line));
  for (const length of ['', '+1', '-1', '1 2', '1,1', '0x1', '1e3', '1.0', '9999999999'])
    assert.equal(head(POST, 'Host: a', `Content-Length: ${length}`), null, length);
  assert.equal(head(...plain, `X-A: ${'a'.repeat(20_000)}`), null);
  assert.equal(head(...plain, ...Array.from({ length: 70 }, (_, turn) => `X-${turn}: a`)), null);
  assert.equal(head(POST, 'Host: a'), null);
  assert.equal(head(POST, 'Content-Length: 1'), null);
  assert.equal(head('GET / HTTP/1.1', 'Host: a', 'Content-Length: 1'), null);
});

test("every head that is taken for plain reads the same to Node's parser", async (t) => {
  let seen: (request: IncomingMessage) => void = () => {};
  const server = createServer((request, response) => {
    seen(request);
    request.resume().on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const nodeReads = async (text: string): Promise<IncomingMessage | null> => {
    const socket = connect(port, '127.0.0.1');
    const read = new Promise<IncomingMessage | null>((resolve) => {
      seen = resolve;
      socket.on('close', () => resolve(null)).on('error', () => resolve(null));
      socket.on('data', () => resolve(null));
    });
    socket.write(text, 'latin1');
    const request = await read;
    socket.destroy();
    return request;
  };
  const piece = fc.constantFrom(
    'a',
    'X-b',
    ' ',
    '\t',
    ':',
    '\r',
    '\n',
    '\0',
    '\x7f',
    '\xe9',
    '"',
    '(',
    '1',
    ',',
    ';',
    'é',
  );
  const odd = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));
  const line = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('X-A: b', 'Accept: */*', 'x-c:', 'Cookie: a=b; c', 'X-D:   spaced   '),
    },
    { weight: 1, arbitrary: odd.map((value) => `X-O: ${value}`) },
    { weight: 1, arbitrary: odd.map((name) => `X${name}: v`) },
  );
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 3 }), odd, async (lines, path) => {
      const text = [`POST /${path} HTTP/1.1`, 'Host: a', ...lines, 'Content-Length: 0'].join('\r\n');
      const plain = readPlainHead(text);
      if (plain === null) return;
      taken += 1;
      const request = await nodeReads(`${text}\r\n\r\n`);
      assert.ok(request, `Node refuses ${JSON.stringify(text)}`);
      assert.deepEqual(
        [plain.method, plain.url, { ...plain.headers }],
        [request.method, request.url, { ...request.headers }],
      );
    }),
    { numRuns: 600 },
  );
  assert.ok(taken > 100, `${taken} heads were compared`);
});
