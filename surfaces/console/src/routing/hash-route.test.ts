import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointHref, parseHash, reviewHref } from './hash-route.ts';

test('an address names a page, and what it does not know is the overview', () => {
  assert.deepEqual(parseHash(reviewHref('a/b c')), { page: 'review', review: 'a/b c' });
  assert.deepEqual(parseHash(endpointHref('delays')), { page: 'endpoint', endpoint: 'delays' });
  for (const hash of [
    '',
    '#',
    '#/',
    '#/nothing',
    '#/reviews/',
    '#/endpoints/',
    '#/reviews/%E0%A4%A',
    '#token=x',
  ])
    assert.deepEqual(parseHash(hash), { page: 'overview' }, hash);
});
