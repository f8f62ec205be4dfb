import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointHref, parseHash, reviewHref, runHref } from './hash-route.ts';

test('an address names a page, and what it does not know is the overview', () => {
  assert.deepEqual(parseHash(reviewHref('a/b c')), { page: 'review', review: 'a/b c' });
  assert.deepEqual(parseHash(endpointHref('delays')), { page: 'endpoint', endpoint: 'delays' });
  assert.deepEqual(parseHash(runHref('run-1')), { page: 'run', run: 'run-1' });
  for (const hash of [
    '',
    '#',
    '#/',
    '#/nothing',
    '#/reviews/',
    '#/endpoints/',
    '#/runs/',
    '#/reviews/%E0%A4%A',
    '#token=x',
  ])
    assert.deepEqual(parseHash(hash), { page: 'overview' }, hash);
});
