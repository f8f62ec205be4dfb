import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { useTracking } from './fixtures/tracking-control.ts';

const codes = (answer: { status: number; body: { error_code?: string } }) => [
  answer.status,
  answer.body.error_code,
];

describe('the tracking API on the wire', () => {
  const tracking = useTracking();
  it('answers every prefix, health, version and server-info', async () => {
    const { ask } = tracking();
    for (const prefix of ['/api/2.0', '/api/3.0', '/ajax-api/2.0', '/ajax-api/3.0']) {
      const { status, body } = await ask('GET', `${prefix}/mlflow/experiments/get?experiment_id=0`);
      assert.equal(status, 200);
      assert.deepEqual([body.experiment.experiment_id, body.experiment.name], ['0', 'Default']);
      assert.equal((await ask('GET', `${prefix}/mlflow/server-info`)).body.workspaces_enabled, false);
    }
    assert.deepEqual(await ask('GET', '/health', undefined, { token: null }), { status: 200, body: 'OK' });
    // Clients send traces to servers of 3.4.
    assert.match((await ask('GET', '/version', undefined, { token: null })).body, /^3\.[0-3]\.\d+$/);
  });

  it('needs a token, as Bearer or as the password of Basic', async () => {
    const { ask } = tracking();
    const path = 'mlflow/experiments/get?experiment_id=0';
    const basic = (pair: string) => ({
      token: null,
      headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    });
    for (const options of [
      { token: 'author' },
      { token: 'viewer' },
      basic('anybody:author'),
      basic(':reviewer'),
    ])
      assert.equal((await ask('GET', path, undefined, options)).status, 200);
    const refused = [
      { token: null },
      { token: 'nobody' },
      basic('author:'),
      basic('author'),
      basic('author:wrong'),
    ];
    for (const options of [...refused, { token: null, headers: { authorization: 'Digest author' } }])
      assert.deepEqual(codes(await ask('GET', path, undefined, options)), [401, 'UNAUTHENTICATED']);
    for (const token of ['worker', 'serving', 'control'])
      assert.deepEqual(codes(await ask('GET', path, undefined, { token })), [403, 'PERMISSION_DENIED']);
  });

  it('lets those who only look change nothing', async () => {
    const { ask, run } = tracking();
    const id = await run();
    for (const token of ['viewer', 'reviewer', 'operator']) {
      assert.equal(
        (await ask('POST', 'mlflow/runs/search', { experiment_ids: ['0'] }, { token })).status,
        200,
      );
      for (const [method, path, body] of [
        ['POST', 'mlflow/runs/create', { experiment_id: '0' }],
        ['POST', 'mlflow/runs/log-metric', { run_id: id, key: 'm', value: 1, timestamp: 1 }],
        ['POST', 'mlflow/registered-models/create', { name: 'm' }],
        ['PUT', `mlflow-artifacts/artifacts/0/${id}/artifacts/x`, 'x'],
        ['DELETE', `mlflow-artifacts/artifacts/0/${id}/artifacts/x`, undefined],
      ] as const)
        assert.deepEqual(codes(await ask(method, path, body, { token })), [403, 'PERMISSION_DENIED'], path);
    }
  });

  it('says what is not there with a status that clients do not repeat', async () => {
    const { ask } = tracking();
    for (const [method, path] of [
      ['POST', '/api/3.0/mlflow/traces'],
      ['POST', 'mlflow/traces/search'],
      ['GET', '/api/3.0/mlflow/datasets/search'],
      ['GET', 'mlflow/gateway-proxy'],
      ['POST', 'mlflow/runs/get'],
      ['GET', 'nothing'],
      ['GET', 'mlflow/'],
    ] as const)
      assert.deepEqual(
        codes(await ask(method, path, method === 'POST' ? {} : undefined)),
        [404, 'ENDPOINT_NOT_FOUND'],
        path,
      );
    const mpu = await ask('POST', 'mlflow-artifacts/mpu/create/0/x', { path: 'x', num_parts: 2 });
    assert.deepEqual(codes(mpu), [501, 'NOT_IMPLEMENTED']);
    assert.match(mpu.body.message, /^Multipart upload is not supported for the current artifact repository/);
    assert.equal((await ask('GET', 'mlflow-artifacts/presigned/0/x')).status, 501);
    const prompt = { name: 'p', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] };
    assert.deepEqual(codes(await ask('POST', 'mlflow/registered-models/create', prompt)), [
      501,
      'NOT_IMPLEMENTED',
    ]);
  });

  it('takes numbers as text, enums as numbers, and what it does not know', async () => {
    const { post, get, run } = tracking();
    const id = await run({ start_time: '1700000000000', anything: { else: 1 } });
    await post('runs/log-metric', { run_uuid: id, key: 'm', value: 'NaN', timestamp: '5', step: '7' });
    await post('runs/update', { run_id: id, status: 3, end_time: 1_700_000_000_001 });
    const { info, data } = (await get('runs/get', { run_id: id })).run;
    assert.deepEqual(
      [info.run_uuid, info.status, info.start_time, info.end_time],
      [id, 'FINISHED', 1_700_000_000_000, 1_700_000_000_001],
    );
    assert.deepEqual(data.metrics, [{ key: 'm', value: 'NaN', timestamp: 5, step: 7 }]);
    const { metrics } = await get('metrics/get-history', { run_id: id, metric_key: 'm' });
    assert.deepEqual(metrics, [{ key: 'm', value: 'NaN', timestamp: 5, step: 7 }]);
    const found = await post('runs/search', { experiment_ids: ['0'], run_view_type: 3, max_results: '10' });
    assert.ok(found.runs.length >= 1);
    assert.equal('next_page_token' in found, false);
  });

  it('names the field of what it refuses', async () => {
    const { ask, run } = tracking();
    const id = await run();
    const long = 'x'.repeat(251);
    const metric = { run_id: id, key: 'm', value: 1, timestamp: 1 };
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: '1' }));
    const cases: [string, object, string][] = [
      ['runs/create', {}, 'experiment_id'],
      ['runs/create', { experiment_id: '0', start_time: 'soon' }, 'start_time'],
      ['runs/create', { experiment_id: '0', tags: {} }, 'tags'],
      ['runs/create', { experiment_id: '0', tags: [{ value: 'x' }] }, 'tags[0].key'],
      [
        'runs/create',
        { experiment_id: '0', run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] },
        'run_name',
      ],
      ['runs/log-metric', { ...metric, run_id: undefined }, 'run_id'],
      ['runs/log-metric', { ...metric, key: undefined }, 'key'],
      ['runs/log-metric', { ...metric, key: long }, 'key'],
      ['runs/log-metric', { ...metric, key: 'a/../b' }, 'key'],
      ['runs/log-metric', { ...metric, key: 'a\u0000' }, 'key'],
      ['runs/log-metric', { ...metric, value: 'much' }, 'value'],
      ['runs/log-metric', { ...metric, value: null }, 'value'],
      ['runs/log-metric', { ...metric, timestamp: 1e300 }, 'timestamp'],
      ['runs/log-metric', { ...metric, step: 1.5 }, 'step'],
      ['runs/log-batch', { run_id: id, params: many(101) }, 'params'],
      ['runs/log-batch', { run_id: id, tags: many(101) }, 'tags'],
      ['runs/log-batch', { run_id: id, metrics: Array(1001).fill(metric) }, 'metrics'],
      ['runs/log-batch', { run_id: id, metrics: Array(999).fill(metric), params: many(2) }, 'all'],
      ['runs/update', { run_id: id, status: 'DONE' }, 'status'],
      ['runs/search', { experiment_ids: ['0'], max_results: 50_001 }, 'max_results'],
      ['runs/search', { experiment_ids: ['0'], page_token: 'bm90IG91cnM' }, 'page_token'],
      ['runs/search', { experiment_ids: ['0'], filter: 'metrics.x ~ 1' }, 'filter'],
      ['runs/search', { experiment_ids: ['0'], order_by: ['x y z'] }, 'order_by[0]'],
      ['runs/log-model', { run_id: id, model_json: '[' }, 'model_json'],
      ['runs/log-inputs', { run_id: id, datasets: [{}] }, 'datasets[0].dataset'],
      ['experiments/create', { name: 'x'.repeat(501) }, 'name'],
      ['experiments/create', { name: 'x', artifact_location: 's3://bucket' }, 'artifact_location'],
      ['experiments/delete', { experiment_id: '0' }, 'experiment_id'],
      ['registered-models/create', { name: 'a/b' }, 'name'],
      ['logged-models', { experiment_id: '0', name: 'a/b' }, 'name'],
    ];
    for (const [path, body, field] of cases) {
      const answer = await ask('POST', `mlflow/${path}`, body);
      assert.deepEqual(
        [...codes(answer), answer.body.field],
        [400, 'INVALID_PARAMETER_VALUE', field],
        `${path} ${JSON.stringify(body).slice(0, 200)}`,
      );
    }
    for (const body of ['[]', '3', '"x"', '{', 'null'])
      assert.deepEqual(codes(await ask('POST', 'mlflow/runs/create', body)), [400, 'BAD_REQUEST'], body);
    assert.deepEqual(codes(await ask('POST', 'mlflow/runs/create', { experiment_id: '77' })), [
      404,
      'RESOURCE_DOES_NOT_EXIST',
    ]);
    assert.deepEqual(codes(await ask('POST', 'mlflow/runs/create', { experiment_id: '../0' })), [
      404,
      'RESOURCE_DOES_NOT_EXIST',
    ]);
  });

  it('keeps the step of a run to itself', async () => {
    const { ask, run, post, get } = tracking();
    const id = await run({ tags: [{ key: 'slipway.run', value: 'run-1' }] });
    const { tags } = (await get('runs/get', { run_id: id })).run.data;
    assert.deepEqual(
      tags.map(({ key }: { key: string }) => key),
      ['mlflow.runName'],
    );
    const answer = await ask('POST', 'mlflow/runs/set-tag', { run_id: id, key: 'slipway.step', value: 'x' });
    assert.equal(answer.status, 400);
    await post('registered-models/create', { name: 'm' });
    const tag = { name: 'm', key: 'slipway.version', value: '9' };
    assert.equal((await ask('POST', 'mlflow/registered-models/set-tag', tag)).status, 400);
  });
});

/** What is answered to a request with this host. */
const said = (address: string, method: string, path: string, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} /api/2.0/${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
    );
    let heard = '';
    socket.on('data', (text) => {
      heard += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });

describe('the open tracking API', () => {
  const tracking = useTracking({ open: true });

  it('without tokens is open to programs of this machine, not to web pages', async () => {
    const { ask, address } = tracking();
    const path = 'mlflow/experiments/get?experiment_id=0';
    assert.equal((await ask('GET', path, undefined, { token: null })).status, 200);
    for (const headers of [{ origin: 'https://example.org' }, { 'sec-fetch-site': 'same-origin' }]) {
      const page = await ask('GET', path, undefined, {
        token: null,
        headers: headers as Record<string, string>,
      });
      assert.deepEqual(codes(page), [403, 'PERMISSION_DENIED']);
    }
    // A name that somebody has made to lead to this machine.
    assert.match(await said(address, 'GET', path, 'example.org'), /^HTTP\/1.1 403/);
    assert.match(await said(address, 'GET', path, 'localhost:1'), /^HTTP\/1.1 200/);
    assert.deepEqual(codes(await ask('GET', path, undefined, { token: 'wrong' })), [401, 'UNAUTHENTICATED']);
    assert.equal((await ask('GET', '/v1/runs', undefined, { token: null })).status, 401);
  });
});
