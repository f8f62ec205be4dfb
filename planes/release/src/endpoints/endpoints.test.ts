import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes, type ServingParameterValues } from '@slipway/contracts';
import { type RunningPlane, usePlanes } from '../fixtures/running-plane.ts';
import { deploy, openEndpoint, reportPredictors, signedRelease } from '../fixtures/walk.ts';

const startPlane = usePlanes();
const late = { endpoint: 'late' };

const operations = (plane: RunningPlane) => {
  const operator = plane.as('operator');
  return {
    open: (body: { unit?: { from: 'header' | 'feature'; name: string } | null } = {}) =>
      operator.call(releaseRoutes.putEndpoint, { params: late, body }),
    close: () => operator.call(releaseRoutes.deleteEndpoint, { params: late }),
    show: () => operator.call(releaseRoutes.getEndpoint, { params: late }),
    put: (variant: string, deployment = '') =>
      operator.call(releaseRoutes.putVariant, { params: { ...late, variant }, body: { deployment } }),
    remove: (variant: string) => operator.call(releaseRoutes.deleteVariant, { params: { ...late, variant } }),
    set: (values: ServingParameterValues, reason = 'because') =>
      operator.call(releaseRoutes.setParameters, { params: late, body: { values, reason } }),
    revisions: () => operator.call(releaseRoutes.listParameterRevisions, { params: late }),
  };
};

test('opening is idempotent; the first variant becomes the champion', async (t) => {
  const plane = await startPlane(t);
  const { open, show, revisions } = operations(plane);
  await assert.rejects(show(), { code: 'ENDPOINT_UNKNOWN' });
  const opened = await open();
  assert.deepEqual(
    [opened.champion, opened.variants, opened.parameters],
    [null, [], { revision: 0, values: {} }],
  );
  assert.deepEqual(await open(), opened);
  await openEndpoint(plane, ['v1', 'v2']);
  const endpoint = await show();
  assert.equal(endpoint.champion, 'v1');
  assert.deepEqual(
    endpoint.variants.map(({ name, version, predictors }) => [name, version, predictors.length]),
    [
      ['v1', 1, 1],
      ['v2', 2, 1],
    ],
  );
  assert.deepEqual(
    (await revisions()).map(({ revision, values, by }) => [revision, values, by]),
    [
      [1, { activeVariant: 'v1' }, 'operator'],
      [0, {}, 'operator'],
    ],
  );
});

test('a variant needs a ready predictor and a release that was signed for this endpoint', async (t) => {
  const plane = await startPlane(t);
  const { open, put } = operations(plane);
  const deployment = await deploy(plane, await signedRelease(plane, 'a'));
  await assert.rejects(put('v1', deployment.id), { code: 'ENDPOINT_UNKNOWN' });
  await open();
  await assert.rejects(put('v1', 'none'), { code: 'NOT_FOUND' });
  await assert.rejects(put('v1', deployment.id), { code: 'DEPLOYMENT_NOT_READY' });
  await reportPredictors(plane, { [deployment.id]: 'starting' });
  await assert.rejects(put('v1', deployment.id), { code: 'DEPLOYMENT_NOT_READY' });
  const other = await deploy(plane, await signedRelease(plane, 'b', 'elsewhere'));
  await reportPredictors(plane, { [deployment.id]: 'ready', [other.id]: 'ready' });
  await assert.rejects(put('v1', other.id), { code: 'RELEASE_NOT_FOR_ENDPOINT', message: /elsewhere/ });
  const added = await put('v1', deployment.id);
  assert.equal(added.champion, 'v1');
  assert.deepEqual(await put('v1', deployment.id), added, 'adding it again changes nothing');
});

test('the variant that answers cannot be removed, others can', async (t) => {
  const plane = await startPlane(t);
  const { set, remove } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  await assert.rejects(remove('v1'), { code: 'INVALID_REQUEST', field: 'variant' });
  await assert.rejects(remove('v3'), { code: 'NOT_FOUND' });
  await set({ activeVariant: 'v2' });
  const endpoint = await remove('v1');
  assert.deepEqual(
    endpoint.variants.map(({ name }) => name),
    ['v2'],
  );
});

test('parameters are numbered revisions with who and why; only ready variants become active', async (t) => {
  const plane = await startPlane(t);
  const { set, show, revisions } = operations(plane);
  const { v1, v2 } = await openEndpoint(plane, ['v1', 'v2']);
  const slower = await set({ timeoutMs: 500 }, 'slow network');
  assert.deepEqual(
    [slower.revision, slower.values, slower.by, slower.reason],
    [2, { activeVariant: 'v1', timeoutMs: 500 }, 'operator', 'slow network'],
  );
  assert.deepEqual(await set({ timeoutMs: 500 }), slower, 'what is in force makes no revision');
  await assert.rejects(set({ activeVariant: 'v9' }), {
    code: 'INVALID_PARAMETERS',
    field: 'values.activeVariant',
  });
  await reportPredictors(plane, { [v1?.id ?? '']: 'ready', [v2?.id ?? '']: 'failed' });
  await assert.rejects(set({ activeVariant: 'v2' }), { code: 'DEPLOYMENT_NOT_READY' });
  assert.equal((await show()).champion, 'v1');
  assert.equal((await revisions()).length, 3);
  assert.equal((await set({ activeVariant: null })).values.activeVariant, null);
  assert.equal((await show()).champion, 'v1', 'without an active variant the first one answers');
});

test('a reopened endpoint goes on counting its revisions', async (t) => {
  const plane = await startPlane(t);
  const { open, close, set, revisions } = operations(plane);
  await open();
  const { revision } = await set({ retries: 1 });
  const before = await plane.as('serving').call(releaseRoutes.routingTable, { query: {} });
  await close();
  await assert.rejects(close(), { code: 'ENDPOINT_UNKNOWN' });
  const closed = await plane.as('serving').call(releaseRoutes.routingTable, { query: {} });
  assert.deepEqual([closed.endpoints, closed.revision], [[], before.revision + 1]);
  const reopened = await open();
  assert.deepEqual(reopened.parameters, { revision: revision + 1, values: {} });
  assert.ok(reopened.revision > closed.revision);
  assert.equal((await revisions()).length, 3);
});

test('where the unit key is found can be changed', async (t) => {
  const plane = await startPlane(t);
  const { open } = operations(plane);
  const { revision } = await open();
  const unit = { from: 'feature' as const, name: 'origin' };
  const changed = await open({ unit });
  assert.deepEqual([changed.unit, changed.revision], [{ ...unit, fallback: null }, revision + 1]);
});
