import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExperimentChange, type ExperimentRequest, releaseRoutes } from '@slipway/contracts';
import { type RunningPlane, usePlanes } from '../fixtures/running-plane.ts';
import { deploy, openEndpoint, reportPredictors, signedRelease } from '../fixtures/walk.ts';

const startPlane = usePlanes();
const late = { endpoint: 'late' };
const half = (...variants: string[]) => variants.map((variant) => ({ variant, weight: 1 / variants.length }));

const operations = (plane: RunningPlane) => {
  const operator = plane.as('operator');
  return {
    start: (body: Pick<ExperimentRequest, 'name' | 'variants'> & Partial<ExperimentRequest>) =>
      operator.call(releaseRoutes.startExperiment, { params: late, body }),
    stop: (experiment: string, promote: string | null, reason = 'it is better') =>
      operator.call(releaseRoutes.stopExperiment, {
        params: { ...late, experiment },
        body: { promote, reason },
      }),
    change: (experiment: string, body: ExperimentChange) =>
      operator.call(releaseRoutes.changeExperiment, { params: { ...late, experiment }, body }),
    show: () => operator.call(releaseRoutes.getEndpoint, { params: late }),
    list: () => operator.call(releaseRoutes.listExperiments, { params: late }),
  };
};

test('an experiment runs between ready variants, one at a time', async (t) => {
  const plane = await startPlane(t);
  const { start, show, list } = operations(plane);
  const { v1, v2 } = await openEndpoint(plane, ['v1', 'v2']);
  const ab = { name: 'ab', variants: half('v1', 'v2') };
  await assert.rejects(start({ ...ab, variants: half('v1', 'v3') }), {
    code: 'VARIANT_UNKNOWN',
    field: 'variants[1].variant',
  });
  await assert.rejects(start({ ...ab, endsAt: '2020-01-01T00:00:00.000Z' }), { field: 'endsAt' });
  await reportPredictors(plane, { [v1?.id ?? '']: 'ready' });
  await assert.rejects(start(ab), { code: 'DEPLOYMENT_NOT_READY' });
  await reportPredictors(plane, { [v1?.id ?? '']: 'ready', [v2?.id ?? '']: 'ready' });
  const experiment = await start(ab);
  assert.equal(experiment.seed, experiment.id);
  assert.deepEqual(await start(ab), experiment, 'the same start again is answered');
  await assert.rejects(start({ ...ab, name: 'other' }), { code: 'EXPERIMENT_RUNNING' });
  const { id, kind, seed, coverage, namespace, overrides, variants } = experiment;
  assert.deepEqual((await show()).experiments, [
    { id, kind, seed, coverage, namespace, overrides, variants },
  ]);
  assert.deepEqual(await list(), [experiment]);
});

test('promoting moves the champion and ends the experiment in one revision of the routing', async (t) => {
  const plane = await startPlane(t);
  const { start, stop, show } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  const { id } = await start({ name: 'ab', variants: half('v1', 'v2') });
  const before = await show();
  await assert.rejects(stop(id, 'v3'), { code: 'VARIANT_UNKNOWN', field: 'promote' });
  await assert.rejects(stop('none', null), { code: 'NOT_FOUND' });
  const stopped = await stop(id, 'v2');
  assert.deepEqual(
    [stopped.state, stopped.conclusion],
    ['stopped', { by: 'operator', reason: 'it is better', promoted: 'v2', cause: 'person' }],
  );
  const endpoint = await show();
  assert.deepEqual(
    [endpoint.champion, endpoint.experiments, endpoint.revision, endpoint.parameters.revision],
    ['v2', [], before.revision + 1, before.parameters.revision + 1],
  );
  assert.deepEqual(await stop(id, 'v2'), stopped, 'the same stop again is answered');
  await assert.rejects(stop(id, null), { code: 'ALREADY_EXISTS' });
});

test('keeping the champion leaves the parameters alone', async (t) => {
  const plane = await startPlane(t);
  const { start, stop, show } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  const { id } = await start({ name: 'ab', variants: half('v1', 'v2') });
  const { parameters } = await show();
  await stop(id, null);
  const endpoint = await show();
  assert.deepEqual([endpoint.champion, endpoint.parameters], ['v1', parameters]);
});

test('while it runs, its arms, its unit and its endpoint stay as they are', async (t) => {
  const plane = await startPlane(t);
  const { start } = operations(plane);
  const deployments = await openEndpoint(plane, ['v1', 'v2', 'v3']);
  const { id } = await start({ name: 'ab', variants: half('v1', 'v2') });
  const operator = plane.as('operator');
  const spare = await deploy(plane, await signedRelease(plane, 'spare'));
  const all = [...Object.values(deployments), spare];
  await reportPredictors(plane, Object.fromEntries(all.map((deployment) => [deployment.id, 'ready'])));
  const refused = { code: 'EXPERIMENT_RUNNING', message: new RegExp(id) };
  const variant = { ...late, variant: 'v2' };
  await assert.rejects(operator.call(releaseRoutes.deleteVariant, { params: variant }), refused);
  await assert.rejects(
    operator.call(releaseRoutes.putVariant, { params: variant, body: { deployment: spare.id } }),
    refused,
  );
  await assert.rejects(operator.call(releaseRoutes.deleteEndpoint, { params: late }), refused);
  const unit = { from: 'header' as const, name: 'user' };
  await assert.rejects(operator.call(releaseRoutes.putEndpoint, { params: late, body: { unit } }), refused);
  await operator.call(releaseRoutes.putVariant, {
    params: { ...late, variant: 'v3' },
    body: { deployment: spare.id },
  });
  await operator.call(releaseRoutes.deleteVariant, { params: { ...late, variant: 'v3' } });
});

test('A/B tests share an endpoint in disjoint ranges of a namespace, beside any number of shadow tests', async (t) => {
  const plane = await startPlane(t);
  const { start, stop, show } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2', 'v3']);
  const range = (from: number, to: number) => ({ namespace: { name: 'checkout', from, to } });
  const first = await start({ name: 'one', variants: half('v1', 'v2'), ...range(0, 0.5) });
  const refused = { code: 'EXPERIMENT_RUNNING' };
  await assert.rejects(start({ name: 'two', variants: half('v1', 'v3') }), refused);
  await assert.rejects(start({ name: 'two', variants: half('v1', 'v3'), ...range(0.4, 1) }), refused);
  const second = await start({ name: 'two', variants: half('v1', 'v3'), ...range(0.5, 1) });
  const shadows = [];
  for (const name of ['s1', 's2'])
    shadows.push(await start({ name, kind: 'shadow', variants: [{ variant: 'v2', weight: 0.1 }] }));
  assert.deepEqual(
    (await show()).experiments.map(({ id, kind }) => [id, kind]),
    [[first.id, 'ab'], [second.id, 'ab'], ...shadows.map(({ id }) => [id, 'shadow'])],
  );
  await stop(first.id, null);
  assert.equal((await show()).experiments.length, 3);
  await assert.rejects(
    start({ name: 'none', kind: 'ab', variants: half('v1', 'v2'), guardrails: [], ...range(0, 0.5) }),
    {
      code: 'INVALID_REQUEST',
      field: 'autoStop',
    },
  );
});

test('a running experiment changes only in what moves nobody', async (t) => {
  const plane = await startPlane(t);
  const { start, stop, change, show } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  const { id } = await start({ name: 'ab', variants: half('v1', 'v2'), coverage: 0.2 });
  const before = await show();
  const endsAt = '2099-01-01T00:00:00.000Z';
  const changed = await change(id, { coverage: 0.5, overrides: { ada: 'v2' }, endsAt });
  assert.deepEqual([changed.coverage, changed.overrides, changed.endsAt], [0.5, { ada: 'v2' }, endsAt]);
  const after = await show();
  assert.deepEqual(after.experiments[0]?.overrides, { ada: 'v2' });
  assert.equal(after.revision, before.revision + 1);
  assert.deepEqual(await change(id, { coverage: 0.5 }), changed);
  assert.equal((await show()).revision, after.revision, 'no news, no revision');
  const refused = (body: ExperimentChange, field: string) =>
    assert.rejects(change(id, body), { code: 'INVALID_REQUEST', field });
  await refused({ coverage: 0.4 }, 'coverage');
  await refused({ overrides: { ada: 'v3' } }, 'overrides.ada');
  await refused({ endsAt: '2020-01-01T00:00:00.000Z' }, 'endsAt');
  assert.equal((await change(id, { endsAt: null })).endsAt, undefined);
  await stop(id, null);
  await refused({ coverage: 1 }, 'experiment');
  const { items } = await plane
    .as('viewer')
    .call(releaseRoutes.listAudit, { query: { action: 'experiment.changed' } });
  assert.equal(items.length, 2);
});

test('what stops by itself names its cause, keeps the champion, and comes too late after a person', async (t) => {
  const plane = await startPlane(t);
  const { start, stop, show } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  const harm = { cause: 'guardrail', reason: '3 % of the requests failed' } as const;
  const first = await start({ name: 'ab', variants: half('v1', 'v2') });
  const stopped = await plane.stopExperiment('late', first.id, harm);
  assert.deepEqual(stopped.conclusion, { by: 'control', promoted: null, ...harm });
  assert.deepEqual([(await show()).champion, (await show()).experiments], ['v1', []]);
  assert.deepEqual(await plane.stopExperiment('late', first.id, harm), stopped);
  await assert.rejects(stop(first.id, 'v2'), { code: 'ALREADY_EXISTS' });
  const second = await start({ name: 'ab', variants: half('v1', 'v2') });
  const promoted = await stop(second.id, 'v2');
  assert.deepEqual(await plane.stopExperiment('late', second.id, harm), promoted);
});

test('promoting takes a split that is in force away', async (t) => {
  const plane = await startPlane(t);
  const { start, stop, show } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  await plane.as('operator').call(releaseRoutes.setParameters, {
    params: late,
    body: { values: { weights: half('v1', 'v2') } },
  });
  const { id } = await start({ name: 'ab', variants: half('v1', 'v2') });
  await stop(id, 'v2');
  const { values } = (await show()).parameters;
  assert.deepEqual([values.activeVariant, values.weights], ['v2', []]);
});
