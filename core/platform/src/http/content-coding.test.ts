import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { chooseCoding, codingOf, decodeBody, encodeBody } from './content-coding.ts';

const text = 'slipway '.repeat(1000);

describe('the coding of a body', () => {
  it('is gzip, deflate or none', () => {
    const table = [
      [undefined, undefined],
      ['', undefined],
      ['identity', undefined],
      ['GZIP', 'gzip'],
      ['x-gzip', 'gzip'],
      ['deflate', 'deflate'],
    ] as const;
    for (const [header, coding] of table) assert.equal(codingOf(header), coding);
    for (const header of ['br', 'gzip, gzip', 'zstd'])
      assert.throws(() => codingOf(header), { code: 'UNSUPPORTED_MEDIA', field: 'content-encoding' });
  });

  it('is taken away up to the limit', async () => {
    for (const [coding, encode] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ] as const) {
      const coded = encode(text);
      assert.equal(Buffer.from(await decodeBody(coded, coding, text.length)).toString(), text);
      await assert.rejects(decodeBody(coded, coding, text.length - 1), { code: 'BODY_TOO_LARGE' });
      for (const broken of [coded.subarray(0, coded.length - 10), Buffer.from('x'), Buffer.alloc(0)])
        await assert.rejects(decodeBody(broken, coding, text.length), { code: 'INVALID_REQUEST' });
    }
  });

  it('is what the caller takes, and none for small answers', () => {
    const table = [
      [undefined, undefined],
      ['br', undefined],
      ['*', undefined],
      ['gzip', 'gzip'],
      ['deflate, gzip', 'deflate'],
      ['br;q=1, gzip;q=0.5, deflate;q=0.8', 'deflate'],
      ['gzip;q=0', undefined],
      ['gzip;q=x', undefined],
    ] as const;
    for (const [header, coding] of table) assert.equal(chooseCoding(header, 5000), coding, header);
    assert.equal(chooseCoding('gzip', 100), undefined);
  });

  it('is put on', async () => {
    for (const coding of ['gzip', 'deflate'] as const) {
      const coded = await encodeBody(text, coding);
      assert.ok(coded.length < 500);
      assert.equal(Buffer.from(await decodeBody(coded, coding, text.length)).toString(), text);
    }
  });
});
