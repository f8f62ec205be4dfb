import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { it } from 'node:test';
import { limitsOf } from './rest-caller.ts';

const request = (header?: string) =>
  ({ headers: header === undefined ? {} : { 'x-slipway-timeout-ms': header } }) as unknown as IncomingMessage;

it('a request is over when its caller is gone', () => {
  const response = { destroyed: false };
  const { signal, deadline } = limitsOf(request(), response as ServerResponse);
  assert.deepEqual([signal?.aborted, deadline], [false, undefined]);
  response.destroyed = true;
  assert.equal(signal?.aborted, true);
});

it('a request has the time that its header gives', () => {
  const now = performance.now();
  const { deadline } = limitsOf(request('250.5'), {} as ServerResponse);
  assert.ok(deadline! >= now + 250.5 && deadline! < now + 1000);
  for (const header of ['', '0', '-1', 'soon', 'NaN'])
    assert.throws(() => limitsOf(request(header), {} as ServerResponse), { code: 'INVALID_REQUEST' });
});
