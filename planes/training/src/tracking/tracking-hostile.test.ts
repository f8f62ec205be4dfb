import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trackingRoutes, trainingRoutes } from '@slipway/contracts';
import { actions } from '../jobs/fixtures/control.ts';
import { useTracking, type WireAnswer } from './fixtures/tracking-control.ts';

const codes = ({ status, body }: WireAnswer) => [status, body.error_code];
const MISSING = [404, 'RESOURCE_DOES_NOT_EXIST'];
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A client repeats what is answered with 500 for minutes, so nothing that it sends may be. */
describe('hostile requests of the tracking API', () => {
  const tracking = useTracking();

  it('with characters that no database holds are refused by the name of the field', async () => {
    const { ask } = tracking();
    const order = (text: string) => ({ experiment_ids: ['0'], order_by: [`metrics.\`a${text}b\``] });
    for (const [method, path, body, field] of [
      ['GET', 'mlflow/logged-models/m-%00', undefined, 'model_id'],
      ['DELETE', 'mlflow/logged-models/m-0/tags/%00', undefined, 'tag_key'],
      ['GET', '/get-artifact?run_uuid=%00&path=x', undefined, 'run_uuid'],
      ['GET', '/model-versions/get-artifact?name=%00&version=1&path=x', undefined, 'name'],
      ['POST', 'mlflow/runs/search', order('\u0000'), 'order_by[0]'],
      ['POST', 'mlflow/runs/search', order('\ud800'), 'order_by[0]'],
      ['POST', 'mlflow/runs/search', { experiment_ids: ['\u0000'] }, 'experiment_ids[0]'],
    ] as const) {
      const answer = await ask(method, path, body);
      assert.deepEqual(
        [...codes(answer), answer.body.field],
        [400, 'INVALID_PARAMETER_VALUE', field],
        `${path} ${JSON.stringify(body)}`,
      );
    }
  });

  it('with numbers that no version has find none', async () => {
    const { ask, get, post } = tracking();
    await post('registered-models/create', { name: 'numbers' });
    for (const version of ['0', '-1', '2147483648', '9007199254740991']) {
      const query = `name=numbers&version=${version}`;
      assert.deepEqual(codes(await ask('GET', `mlflow/model-versions/get?${query}`)), MISSING, version);
      assert.deepEqual(codes(await ask('GET', `/model-versions/get-artifact?${query}&path=x`)), MISSING);
      const alias = { name: 'numbers', alias: 'best', version };
      assert.deepEqual(codes(await ask('POST', 'mlflow/registered-models/alias', alias)), MISSING);
    }
    for (const filter of ['version_number = 99999999999', 'version_number >= 1.5', 'version_number > 1e999'])
      assert.deepEqual(await get('model-versions/search', { filter }), { model_versions: [] }, filter);
  });

  it('cannot take the place of the directory of artifacts', async () => {
    const { ask, run } = tracking();
    const root = `mlflow-artifacts/artifacts/0/${await run()}/artifacts`;
    for (const path of [root, `${root}/`])
      assert.deepEqual(codes(await ask('PUT', path, 'x')), [400, 'INVALID_PARAMETER_VALUE']);
    // A client on Windows would join it to a directory of its own, and leave that.
    for (const path of [`${root}/C:/x`, `${root}/a/d:x`])
      assert.deepEqual(codes(await ask('PUT', path, 'x')), [400, 'INVALID_PARAMETER_VALUE'], path);
    assert.equal((await ask('PUT', `${root}/a.txt`, 'x')).status, 200);
  });

  it('that would hold up everybody else are refused', async () => {
    const { ask, run } = tracking();
    const id = await run();
    const search = (more: object) => ({ experiment_ids: ['0'], ...more });
    const cases: [string, object, string][] = [
      ['runs/search', search({ filter: many(101, (i) => `params.a = '${i}'`).join(' and ') }), 'filter'],
      ['runs/search', search({ order_by: many(101, (i) => `metrics.k${i}`) }), 'order_by'],
      ['experiments/search', { order_by: many(101, () => 'name') }, 'order_by'],
      [
        'logged-models/search',
        search({ order_by: many(101, (i) => ({ field_name: `metrics.k${i}` })) }),
        'order_by',
      ],
      ['runs/log-inputs', { run_id: id, models: many(1001, (i) => ({ model_id: `m-${i}` })) }, 'models'],
      ['runs/outputs', { run_id: id, models: many(1001, (i) => ({ model_id: `m-${i}` })) }, 'models'],
      ['runs/log-inputs', { run_id: id, datasets: many(1001, () => ({})) }, 'datasets'],
    ];
    for (const [path, body, field] of cases) {
      const answer = await ask('POST', `mlflow/${path}`, body);
      assert.deepEqual([...codes(answer), answer.body.field], [400, 'INVALID_PARAMETER_VALUE', field], path);
    }
    const most = search({
      filter: many(100, (i) => `params.a = '${i}'`).join(' and '),
      order_by: many(20, (i) => `metrics.k${i}`),
    });
    assert.equal((await ask('POST', 'mlflow/runs/search', most)).status, 200);
  });

  it('with more values than a statement has parameters are answered', async () => {
    const { post, run } = tracking();
    const id = await run();
    const experiment_ids = many(70_000, String);
    const found = await post('runs/search', { experiment_ids, max_results: 50_000 });
    assert.ok(found.runs.some(({ info }: { info: { run_id: string } }) => info.run_id === id));
    assert.deepEqual(await post('experiments/search-datasets', { experiment_ids }), {
      dataset_summaries: [],
    });
    assert.deepEqual(await post('logged-models/search', { experiment_ids }), { models: [] });
    const tags = many(30_000, (i) => ({ key: `k${i}`, value: 'v' }));
    assert.ok((await post('experiments/create', { name: 'tagged', tags })).experiment_id);
  });

  it('in other alphabets, and with enums as text, are understood', async () => {
    const { get, post, run } = tracking();
    const id = await run();
    await post('runs/log-metric', { run_id: id, key: 'größe/日本', value: 2, timestamp: 1 });
    const found = await post('runs/search', { experiment_ids: ['0'], filter: 'metrics.größe/日本 > 1' });
    assert.deepEqual(
      found.runs.map(({ info }: { info: { run_id: string } }) => info.run_id),
      [id],
    );
    const { experiments } = await get('experiments/search', { view_type: '1' });
    assert.ok(experiments.length > 0);
    assert.deepEqual(await get('experiments/search', { view_type: '2' }), { experiments: [] });
  });

  it('that come at the same time make one of a name', async () => {
    const { ask } = tracking();
    const outcomes = async (requests: Promise<WireAnswer>[]) =>
      (await Promise.all(requests)).map(({ status, body }) => body.error_code ?? status).sort();
    const once = [200, ...many(7, () => 'RESOURCE_ALREADY_EXISTS')];
    for (const path of ['experiments/create', 'registered-models/create'])
      assert.deepEqual(
        await outcomes(many(8, () => ask('POST', `mlflow/${path}`, { name: 'race' }))),
        once,
        path,
      );
    const ids = await Promise.all(
      ['a', 'b'].map((name) => ask('POST', 'mlflow/experiments/create', { name })),
    );
    const renames = ids.map(({ body: { experiment_id } }) =>
      ask('POST', 'mlflow/experiments/update', { experiment_id, new_name: 'c' }),
    );
    assert.deepEqual(await outcomes(renames), [200, 'RESOURCE_ALREADY_EXISTS']);
  });

  it('for what other servers of MLflow have are 404 at once, wherever it is', async () => {
    const { ask } = tracking();
    for (const path of ['/v1/traces', '/graphql', '/gateway/x/invocations', '/api/2.0/gateway/routes'])
      assert.deepEqual(codes(await ask('POST', path, {})), [404, 'ENDPOINT_NOT_FOUND'], path);
  });

  it('by a step change no model of others, by way of a metric either', async () => {
    const { ask, client, post, get } = tracking();
    const { apply, start, lease, worker } = actions(client);
    await apply({ name: 'tracks', steps: [{ kind: 'command', name: 'train', command: ['true'] }] });
    const started = await start('tracks');
    const held = await lease();
    assert.ok(held);
    const { token } = await worker.call(trackingRoutes.openStepTracking, { params: { lease: held.lease } });
    const own = (path: string, body: object) => ask('POST', `mlflow/${path}`, body, { token });
    const theirs = (await post('logged-models', { experiment_id: '0' })).model.info.model_id;
    const mine = (await own('logged-models', { experiment_id: '0' })).body.model.info.model_id;
    const run_id = (await own('runs/create', { experiment_id: '0' })).body.run.info.run_id;
    const metric = { run_id, key: 'auc', value: 1, timestamp: 1 };
    assert.equal((await own('runs/log-metric', { ...metric, model_id: mine })).status, 200);
    const refused = await own('runs/log-batch', { run_id, metrics: [{ ...metric, model_id: theirs }] });
    assert.deepEqual(codes(refused), [403, 'PERMISSION_DENIED']);
    assert.deepEqual((await get(`logged-models/${theirs}`)).model.data.metrics, []);
    await client('author').call(trainingRoutes.cancelRun, { params: { run: started.id } });
  });
});
