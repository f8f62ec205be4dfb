import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OriginPolicy } from './origin-policy.ts';

const policy = new OriginPolicy(['https://Shop.example']);

test('a page of an unknown origin may not send, whatever it calls itself; who has no origin is no page', () => {
  assert.doesNotThrow(() => policy.check(undefined));
  assert.doesNotThrow(() => policy.check('https://shop.example'));
  for (const origin of ['null', '', 'https://shop.example.evil', 'http://shop.example', 'http://127.0.0.1'])
    assert.throws(() => policy.check(origin), { code: 'ORIGIN_REFUSED', field: 'origin' }, origin);
  assert.throws(() => new OriginPolicy([]).check('https://shop.example'), { code: 'ORIGIN_REFUSED' });
});

test('a page of an allowed origin may ask before and read the answer', () => {
  const origin = 'https://shop.example';
  assert.equal(policy.preflight('https://evil.example', undefined), null);
  const reply = policy.preflight(origin, 'content-type');
  assert.equal(reply?.status, 204);
  assert.ok(reply?.headers?.includes('content-type'));
  assert.equal(policy.headersFor(origin)[1], origin);
  assert.deepEqual([policy.headersFor(undefined), policy.headersFor('null')], [[], []]);
});
