import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlainHead } from './plain-head.ts';
import { PlainHeads } from './plain-heads.ts';

const headOf = (id: number) => `POST /v2 HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nx-id: ${id}`;

test('A head that comes again is read once, and what is not plain stays so.', () => {
  const heads = new PlainHeads();
  const first = heads.read(headOf(1));
  assert.deepEqual(first, readPlainHead(headOf(1)));
  assert.equal(heads.read(headOf(1)), first);
  const other = 'POST /v2 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked';
  assert.equal(heads.read(other), null);
  assert.equal(heads.read(other), null);
});

test('Heads that are never the same are not kept for ever.', () => {
  const heads = new PlainHeads();
  const first = heads.read(headOf(0));
  for (let id = 1; id <= 1000; id++) heads.read(headOf(id));
  assert.notEqual(heads.read(headOf(0)), first);
  assert.deepEqual(heads.read(headOf(0)), first);
});
