import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trackingRoutes, trainingRoutes } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import { actions } from '../../jobs/fixtures/control.ts';
import { useTracking } from '../fixtures/tracking-control.ts';

const MODEL = linearModel();
const COLUMNS = MODEL.signature.features.map(({ name, kind }) => ({
  name,
  type: kind === 'category' ? 'string' : 'double',
}));
const mlModel = (columns: object | null): string =>
  JSON.stringify({
    flavors: {
      onnx: { data: 'model.onnx', onnx_version: '1.23.2' },
      python_function: { python_version: '3.11.7' },
    },
    ...(columns === null ? {} : { signature: { inputs: JSON.stringify(columns) } }),
    metadata: { slipway: { task: 'binary', classes: ['no', 'yes'] } },
  });

const job = (model: string, more: object = {}) => ({
  name: `job-of-${model}`,
  steps: [{ kind: 'command' as const, name: 'train', command: ['true'] }],
  register: { step: 'train', model },
  evaluate: { holdout: 'select 1', label: 'late' },
  release: { endpoint: model, criteria: [] },
  ...more,
});

describe('registering a model through MLflow', () => {
  const tracking = useTracking();

  const log = async (columns: object | null = COLUMNS, token = 'author') => {
    const { ask } = tracking();
    const created = await ask('POST', 'mlflow/runs/create', { experiment_id: '0' }, { token });
    const id = created.body.run.info.run_id as string;
    const root = `mlflow-artifacts/artifacts/0/${id}/artifacts/model`;
    await ask('PUT', `${root}/MLmodel`, mlModel(columns), { token });
    await ask('PUT', `${root}/model.onnx`, MODEL.model, { token });
    await ask(
      'POST',
      'mlflow/runs/log-parameter',
      { run_id: id, key: 'random_state', value: '7' },
      { token },
    );
    return id;
  };
  const register = (name: string, run: string, tags: object[] = [], token = 'author') =>
    tracking().ask(
      'POST',
      'mlflow/model-versions/create',
      { name, source: `runs:/${run}/model`, run_id: run, tags },
      { token },
    );
  const tagsOf = (version: { tags: { key: string; value: string }[] }) =>
    Object.fromEntries(version.tags.map(({ key, value }) => [key, value]));

  it('where a job evaluates it makes a version of Slipway, and a run that evaluates it', async () => {
    const { client, post, registered } = tracking();
    const { apply, show } = actions(client);
    await apply(job('late'));
    await post('registered-models/create', { name: 'late' });
    const run = await log();
    const { status, body } = await register('late', run);
    assert.equal(status, 200);
    const [version] = registered;
    assert.deepEqual(
      version.signature.features,
      MODEL.signature.features.map((each) => ({ ...each, optional: false })),
    );
    assert.deepEqual(version.release, { endpoint: 'late', criteria: [] });
    const { lineage } = version;
    assert.deepEqual(
      [lineage.author, lineage.seed, lineage.parameters],
      ['author', 7, { random_state: '7' }],
    );
    assert.deepEqual(lineage.environment, { python: '3.11.7', onnx: '1.23.2' });
    const started = await show(lineage.run);
    assert.deepEqual(
      started.steps.map(({ name, state }) => [name, state]),
      [
        ['register', 'succeeded'],
        ['holdout', 'queued'],
        ['evaluate', 'waiting'],
      ],
    );
    assert.deepEqual(started.steps[0]?.output, { model: { name: 'late', version: 1 } });
    assert.deepEqual(tagsOf(body.model_version), {
      'slipway.model': 'late',
      'slipway.version': '1',
      'slipway.run': lineage.run,
      'slipway.run_state': started.state,
    });

    const again = await register('late', run);
    assert.equal(again.body.model_version.version, '2');
    assert.equal(tagsOf(again.body.model_version)['slipway.version'], '1');
    assert.equal(registered.length, 1);
  });

  it('where no job evaluates it keeps it, and says what is missing', async () => {
    const { client, post, registered } = tracking();
    const before = registered.length;
    const { apply } = actions(client);
    await apply(job('unmeasured', { evaluate: undefined, release: undefined }));
    for (const [name, reason] of [
      ['nobodys', /no job evaluates "nobodys"/],
      ['unmeasured', /has no evaluation/],
    ] as const) {
      await post('registered-models/create', { name });
      const { body } = await register(name, await log());
      assert.equal(body.model_version.status, 'READY');
      assert.match(body.model_version.status_message, reason);
      assert.deepEqual(tagsOf(body.model_version), {});
    }
    const named = await register('nobodys', await log(), [{ key: 'slipway.job', value: 'nothing' }]);
    assert.deepEqual([named.status, named.body.field], [400, 'tags']);
    assert.equal(registered.length, before);
  });

  it('that a job waits for and that cannot be served is refused with what is missing', async () => {
    const { ask, client, post, get, run } = tracking();
    await actions(client).apply(job('strict'));
    await post('registered-models/create', { name: 'strict' });
    const unsigned = await register('strict', await log(null));
    assert.deepEqual([unsigned.status, unsigned.body.error_code], [400, 'INVALID_PARAMETER_VALUE']);
    assert.match(unsigned.body.message, /no signature.*infer_signature/);
    assert.match((await register('strict', await run())).body.message, /no MLmodel/);
    const broken = await log();
    await ask('PUT', `mlflow-artifacts/artifacts/0/${broken}/artifacts/model/model.onnx`, 'no model');
    assert.match((await register('strict', broken)).body.message, /no whole ONNX file/);
    const outside = await log();
    await ask(
      'PUT',
      `mlflow-artifacts/artifacts/0/${outside}/artifacts/model/MLmodel`,
      '{"flavors": {"onnx": {"data": "../../../../../../etc/passwd"}}}',
    );
    assert.equal((await register('strict', outside)).status, 400);
    assert.deepEqual((await get('model-versions/search', { filter: "name = 'strict'" })).model_versions, []);
  });

  it('within the step that a job registers from becomes the output of the step', async () => {
    const { ask, client, post, get, registered } = tracking();
    const before = registered.length;
    const { apply, start, lease, complete, worker } = actions(client);
    await apply(job('inner'));
    const started = await start('job-of-inner');
    let held = await lease();
    // Steps of the other tests wait too.
    while (held !== null && held.run !== started.id) held = await lease();
    assert.ok(held);
    const params = { lease: held.lease };
    const { token } = await worker.call(trackingRoutes.openStepTracking, { params });
    await post('registered-models/create', { name: 'inner' });
    const run = await log(COLUMNS, token);
    const { status, body } = await register('inner', run, [], token);
    assert.equal(status, 200, JSON.stringify(body));
    assert.match(body.model_version.status_message, /when step train .* has succeeded/);
    const { artifacts } = await worker.call(trackingRoutes.getStepModel, { params });
    assert.deepEqual(
      artifacts.map(({ name }) => name),
      ['model.onnx', 'signature.json'],
    );
    const tracked = await client('viewer').call(trackingRoutes.listTrackedRuns, {
      params: { run: held.run },
    });
    assert.deepEqual(
      tracked.runs.map(({ id, step }) => [id, step]),
      [[run, 'train']],
    );
    assert.equal((await get('runs/get', { run_id: run })).run.data.tags.length, 3);

    // It changes what it has made, and nothing else; and nothing when it has ended.
    const other = await tracking().run();
    for (const [path, values] of [
      ['runs/set-tag', { run_id: other, key: 'a', value: 'b' }],
      ['runs/delete', { run_id: other }],
      ['experiments/delete', { experiment_id: '1' }],
      ['registered-models/rename', { name: 'inner', new_name: 'x' }],
    ] as const)
      assert.equal((await ask('POST', `mlflow/${path}`, values, { token })).status, 403, path);
    assert.equal(
      (await ask('PUT', `mlflow-artifacts/artifacts/0/${other}/artifacts/x`, 'x', { token })).status,
      403,
    );
    for (const role of ['/v1/runs', '/v1/jobs', '/metrics'])
      assert.equal((await ask('GET', role, undefined, { token })).status, 401, role);
    await complete(held.lease, { artifacts });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    assert.equal((await ask('GET', `mlflow/runs/get?run_id=${run}`, undefined, { token })).status, 401);
    await assert.rejects(worker.call(trackingRoutes.openStepTracking, { params }), { code: 'LEASE_LOST' });
    assert.equal(registered.length, before);
    await client('author').call(trainingRoutes.cancelRun, { params: { run: held.run } });
  });

  it('releases nothing by aliases, and says where stages went', async () => {
    const { ask, post } = tracking();
    await post('registered-models/create', { name: 'aliased' });
    await register('aliased', await log());
    await post('registered-models/alias', { name: 'aliased', alias: 'champion', version: '1' });
    const stage = await ask('POST', 'mlflow/model-versions/transition-stage', {
      name: 'aliased',
      version: '1',
      stage: 'Production',
    });
    assert.equal(stage.status, 400);
    assert.match(stage.body.message, /review/);
    const latest = await ask('POST', 'mlflow/registered-models/get-latest-versions', {
      name: 'aliased',
      stages: ['Production'],
    });
    assert.equal(latest.status, 400);
  });
});
