import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signWebhook, verifyWebhook } from './webhook-signature.ts';

const NOW = 1_790_000_000_000;
const SECONDS = NOW / 1000;
const call = { key: 'k', body: '{"a":1}', now: NOW, toleranceSeconds: 300 };
const verdict = (header: string | undefined, more: object = {}) =>
  verifyWebhook({ ...call, header, ...more });

test('what was signed with the key is valid, and the signature names it', () => {
  const header = signWebhook('k', call.body, SECONDS);
  const result = verdict(header);
  assert.equal(result.kind, 'valid');
  assert.ok(result.kind === 'valid' && header.endsWith(`v1=${result.signature}`));
  assert.equal(verdict(header, { body: Buffer.from(call.body) }).kind, 'valid');
});

test('a known signature, so that others can write a sender', () => {
  // printf '1790000000.{"a":1}' | openssl dgst -sha256 -hmac k
  assert.equal(
    signWebhook('k', '{"a":1}', SECONDS),
    't=1790000000,v1=eb8290e330bf8401069d994986a056a9d691bb03abb211cc05e995e253327926',
  );
});

test('another key, another body and another time do not match', () => {
  const header = signWebhook('k', call.body, SECONDS);
  assert.equal(verdict(signWebhook('other', call.body, SECONDS)).kind, 'invalid');
  assert.equal(verdict(header, { body: '{"a":2}' }).kind, 'invalid');
  assert.equal(verdict(header.replace(`t=${SECONDS}`, `t=${SECONDS + 1}`)).kind, 'invalid');
});

test('a signature is accepted for five minutes around its time', () => {
  for (const [offset, kind] of [
    [0, 'valid'],
    [-300, 'valid'],
    [300, 'valid'],
    [-301, 'invalid'],
    [301, 'invalid'],
  ] as const)
    assert.equal(verdict(signWebhook('k', call.body, SECONDS + offset)).kind, kind, String(offset));
});

test('two signatures while a key is changed: one that matches is enough', () => {
  const [, old] = signWebhook('old', call.body, SECONDS).split(',');
  assert.equal(verdict(`${signWebhook('k', call.body, SECONDS)},${old}`).kind, 'valid');
});

test('what is no signature is refused without looking at the key', () => {
  for (const header of [
    undefined,
    '',
    't=1',
    'v1=aa',
    't=x,v1=00',
    `t=-1,v1=${'0'.repeat(64)}`,
    `t=1,v1=${'0'.repeat(63)}`,
  ])
    assert.deepEqual(verdict(header), {
      kind: 'invalid',
      reason: 'the header is not t=<seconds>,v1=<hex>',
    });
});
