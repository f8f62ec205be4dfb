import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchRoute, takesMethod } from './route-match.ts';

test('paths are matched with the endpoint in them', () => {
  assert.deepEqual(matchRoute('/v1/endpoints/flights/predictions'), {
    pattern: '/v1/endpoints/*/predictions',
    endpoint: 'flights',
    version: null,
  });
  assert.deepEqual(matchRoute('/v2/models/a%20b'), {
    pattern: '/v2/models/*',
    endpoint: 'a b',
    version: null,
  });
  assert.deepEqual(matchRoute('/v2/models/%zz/ready'), {
    pattern: '/v2/models/*/ready',
    endpoint: '%zz',
    version: null,
  });
  assert.deepEqual(matchRoute('/health/live'), { pattern: '/health/live', endpoint: '', version: null });
});

test('a version in the path is read with it', () => {
  assert.deepEqual(matchRoute('/v2/models/a/versions/3/infer'), {
    pattern: '/v2/models/*/versions/*/infer',
    endpoint: 'a',
    version: '3',
  });
  assert.equal(matchRoute('/v2/models/a/versions//infer'), null);
});

test('everything else is no route', () => {
  for (const path of [
    '',
    '/',
    '/v1',
    '/v1/endpoints/',
    '/v2/models//infer',
    '/v1/endpoints/a/b',
    '/V2',
    '/v2/',
    'toString',
  ])
    assert.equal(matchRoute(path), null, path);
});

test('HEAD is a GET without a body; POST routes take nothing else', () => {
  assert.ok(takesMethod('/v2', 'GET') && takesMethod('/v2', 'HEAD') && !takesMethod('/v2', 'POST'));
  assert.ok(takesMethod('/v1/outcomes', 'POST') && !takesMethod('/v1/outcomes', 'GET'));
});
