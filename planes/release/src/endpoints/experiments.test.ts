import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExperimentRequest, releaseRoutes } from '@slipway/contracts';
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
  const { id, seed, coverage, variants } = experiment;
  assert.deepEqual((await show()).experiment, { id, seed, coverage, variants });
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
    ['stopped', { by: 'operator', reason: 'it is better', promoted: 'v2' }],
  );
  const endpoint = await show();
  assert.deepEqual(
    [endpoint.champion, endpoint.experiment, endpoint.revision, endpoint.parameters.revision],
    ['v2', null, before.revision + 1, before.parameters.revision + 1],
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
