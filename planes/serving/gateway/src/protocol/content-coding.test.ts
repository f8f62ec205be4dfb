import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { answerCoding, codingOf, decodeBody } from './content-coding.ts';

test('gzip and deflate are read, other codings refused', async () => {
  assert.deepEqual([undefined, '', 'identity'].map(codingOf), [null, null, null]);
  assert.deepEqual(['gzip', 'X-GZIP', 'deflate'].map(codingOf), ['gzip', 'gzip', 'deflate']);
  assert.throws(() => codingOf('br'), { code: 'UNSUPPORTED_MEDIA', field: 'content-encoding' });
  assert.equal(String(await decodeBody(gzipSync('text'), 'gzip', 10)), 'text');
  assert.equal(String(await decodeBody(deflateSync('text'), 'deflate', 10)), 'text');
});

test('a body that unfolds beyond the limit, or is not coded, is refused', async () => {
  await assert.rejects(decodeBody(gzipSync('x'.repeat(100)), 'gzip', 99), { code: 'BODY_TOO_LARGE' });
  await assert.rejects(decodeBody(Buffer.from('x'), 'deflate', 99), { code: 'INVALID_REQUEST' });
});

test('an answer is coded when the client asks and it is worth it', () => {
  assert.equal(answerCoding('gzip, deflate', 5000), 'gzip');
  assert.equal(answerCoding('br, deflate;q=0.5', 5000), 'deflate');
  assert.equal(answerCoding('gzip;q=0, br', 5000), null);
  assert.equal(answerCoding('gzip', 200), null);
  assert.equal(answerCoding(undefined, 5000), null);
});
