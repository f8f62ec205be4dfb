import assert from 'node:assert/strict';
import { it } from 'node:test';
import { limitsOf } from './rest-caller.ts';

const exchange = (header?: string) => ({
  headers: header === undefined ? {} : { 'x-slipway-timeout-ms': header },
  aborted: false,
});

it('a request is over when its caller is gone', () => {
  const asked = exchange();
  const { signal, deadline } = limitsOf(asked);
  assert.deepEqual([signal?.aborted, deadline], [false, undefined]);
  asked.aborted = true;
  assert.equal(signal?.aborted, true);
});

it('a request has the time that its header gives', () => {
  const now = performance.now();
  const { deadline } = limitsOf(exchange('250.5'));
  assert.ok(deadline! >= now + 250.5 && deadline! < now + 1000);
  for (const header of ['', '0', '-1', 'soon', 'NaN'])
    assert.throws(() => limitsOf(exchange(header)), { code: 'INVALID_REQUEST' });
});
