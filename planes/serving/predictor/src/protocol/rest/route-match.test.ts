import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allowedMethods, matchRoute } from './route-match.ts';

describe('a request target', () => {
  const table: [string, string, string, string | undefined, string | undefined][] = [
    ['GET', '/', 'alive', undefined, undefined],
    ['GET', '/v2/', 'server-metadata', undefined, undefined],
    ['HEAD', '/v2/health/live?x=1', 'server-live', undefined, undefined],
    ['GET', '/v2/models/stats', 'all-stats', undefined, undefined],
    ['GET', '/v2/models/m', 'model-metadata', 'm', undefined],
    ['GET', '/v2/models/m/versions/3', 'model-metadata', 'm', '3'],
    ['GET', '/v2/models/m/versions/3/config', 'model-config', 'm', '3'],
    ['GET', '/v2/models/stats/stats', 'model-stats', 'stats', undefined],
    ['GET', '/v2/models/v2/ready', 'model-ready', 'v2', undefined],
    ['POST', '/v2/models/a%2Db/infer', 'infer', 'a-b', undefined],
    ['POST', '/base/v2/models/m/versions/1/infer', 'infer', 'm', '1'],
    ['GET', '/v3/v2', 'server-metadata', undefined, undefined],
    ['POST', '/v2/repository/index', 'repository-index', undefined, undefined],
    ['POST', '/v2/repository/mine/index', 'repository-index', undefined, undefined],
    ['POST', '/v2/repository/models/m/load', 'load', 'm', undefined],
    ['POST', '/v2/repository/mine/models/m/unload', 'unload', 'm', undefined],
    ['GET', '/v1/models/m', 'v1-model', 'm', undefined],
    ['POST', '/v1/models/m:predict', 'v1-predict', 'm', undefined],
    ['POST', '/v1/models/m%3Apredict', 'v1-predict', 'm', undefined],
    ['POST', '/base/v1/predictions', 'predict', undefined, undefined],
    ['GET', '/metrics', 'metrics', undefined, undefined],
  ];
  for (const [method, target, kind, model, version] of table) {
    it(`${method} ${target} is ${kind}`, () => {
      const match = matchRoute(method, target);
      assert.deepEqual([match.kind, match.model, match.version], [kind, model, version]);
    });
  }

  it('that nobody serves is not found', () => {
    for (const target of [
      '',
      '*',
      '/v2x',
      '/v2/health',
      '/v2/models//infer',
      '/v2/models/m/versions',
      '/v2/models/m/versions//infer',
      '/v2/models/m/infer/x',
      '/v2/repository/models/m',
      '/v2/repository/models//load',
      '/v2/repository/a/b/index',
      '/v2/repository/a/models/m/load/x',
      '/v1/models/:predict',
      '/v1/models/m:explain',
      '/v1/models/m/x',
      '/base/v1',
    ])
      assert.throws(() => matchRoute('GET', target), { code: 'ROUTE_NOT_FOUND' }, target);
    assert.equal(allowedMethods('/nowhere'), '');
  });

  it('takes its own method only', () => {
    assert.throws(() => matchRoute('GET', '/v2/models/m/infer'), { code: 'METHOD_NOT_ALLOWED' });
    assert.throws(() => matchRoute('POST', '/base/v2'), { code: 'METHOD_NOT_ALLOWED' });
    assert.deepEqual(
      [allowedMethods('/v2/repository/index'), allowedMethods('/base/v2')],
      ['POST', 'GET, HEAD'],
    );
  });
});
