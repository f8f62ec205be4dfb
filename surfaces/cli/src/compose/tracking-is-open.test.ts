import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trackingIsOpen } from './tracking-is-open.ts';

test('the tracking API is open without tokens on loopback addresses only', () => {
  const open = (SLIPWAY_HOST: string) => trackingIsOpen({ SLIPWAY_TRACKING_OPEN: true, SLIPWAY_HOST });
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) assert.equal(open(host), true, host);
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'example.org',
    '127.0.0.1.example.org',
    'localhost.example.org',
  ])
    assert.throws(() => open(host), { code: 'INVALID_CONFIGURATION' }, host);
  assert.equal(trackingIsOpen({ SLIPWAY_TRACKING_OPEN: false, SLIPWAY_HOST: '0.0.0.0' }), false);
});
