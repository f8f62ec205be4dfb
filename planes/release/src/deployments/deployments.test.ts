import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes } from '@slipway/contracts';
import { usePlanes } from '../fixtures/running-plane.ts';
import { deploy, openEndpoint, reportPredictors, signedRelease } from '../fixtures/walk.ts';

const startPlane = usePlanes();

test('a release is deployed once, and the deployer learns what is wanted', async (t) => {
  const plane = await startPlane(t);
  const release = await signedRelease(plane, 'a');
  const [first, second] = await Promise.all([deploy(plane, release, 2), deploy(plane, release, 3)]);
  assert.equal(first.id, second.id);
  assert.equal(second.replicas, first.replicas);
  const wanted = () => plane.as('serving').call(releaseRoutes.wantedDeployments, { query: {} });
  const document = await wanted();
  assert.deepEqual(document.deployments, [
    {
      id: first.id,
      release: release.id,
      model: 'late-flights',
      version: 1,
      artifact: release.artifact,
      envelope: release.envelope,
      replicas: first.replicas,
    },
  ]);
  const operator = plane.as('operator');
  const params = { deployment: first.id };
  await operator.call(releaseRoutes.scaleDeployment, { params, body: { replicas: 5 } });
  await operator.call(releaseRoutes.scaleDeployment, { params, body: { replicas: 5 } });
  const scaled = await wanted();
  assert.equal(scaled.revision, document.revision + 1, 'scaling to the same size is no change');
  assert.equal(scaled.deployments[0]?.replicas, 5);
  await operator.call(releaseRoutes.deleteDeployment, { params });
  assert.deepEqual((await wanted()).deployments, []);
  await assert.rejects(operator.call(releaseRoutes.deleteDeployment, { params }), { code: 'NOT_FOUND' });
  assert.notEqual((await deploy(plane, release)).id, first.id, 'ids are not reused');
});

test('only what is released is deployed, and nothing that was revoked', async (t) => {
  const plane = await startPlane(t);
  const release = await signedRelease(plane, 'a');
  const { id } = await deploy(plane, release);
  await assert.rejects(deploy(plane, { ...release, id: 'late-flights-9-9' }), { code: 'NOT_FOUND' });
  await plane.database.executeSql(`update release.release set state = 'revoked'`);
  await assert.rejects(deploy(plane, release), { code: 'RELEASE_REVOKED' });
  const { deployments } = await plane.as('serving').call(releaseRoutes.wantedDeployments, { query: {} });
  assert.deepEqual(deployments, []);
  await plane.as('operator').call(releaseRoutes.putEndpoint, { params: { endpoint: 'late' }, body: {} });
  await assert.rejects(
    plane.as('operator').call(releaseRoutes.putVariant, {
      params: { endpoint: 'late', variant: 'v' },
      body: { deployment: id },
    }),
    { code: 'RELEASE_REVOKED' },
  );
});

test('a report replaces what its deployer said before; strangers are passed over', async (t) => {
  const plane = await startPlane(t);
  const a = await deploy(plane, await signedRelease(plane, 'a'));
  const b = await deploy(plane, await signedRelease(plane, 'b'));
  const states = async () => {
    const deployments = await plane.as('viewer').call(releaseRoutes.listDeployments, {});
    return deployments.map(({ predictors }) => predictors.map(({ state }) => state).join());
  };
  await reportPredictors(plane, { [a.id]: 'ready', [b.id]: 'starting', 'deployment-99': 'ready' });
  assert.deepEqual(await states(), ['ready', 'starting']);
  await reportPredictors(plane, { [b.id]: 'refused' });
  assert.deepEqual(await states(), ['', 'refused']);
  const predictor = { id: 'p', deployment: a.id, address: 'http://127.0.0.1:1', state: 'ready' as const };
  await assert.rejects(
    plane
      .as('serving')
      .call(releaseRoutes.reportPredictors, { body: { predictors: [predictor, predictor] } }),
    { code: 'INVALID_REQUEST', field: 'predictors[1].id' },
  );
});

test('a deployment that an endpoint uses cannot be deleted', async (t) => {
  const plane = await startPlane(t);
  const { v1 } = await openEndpoint(plane, ['v1']);
  await assert.rejects(
    plane.as('operator').call(releaseRoutes.deleteDeployment, { params: { deployment: v1?.id ?? '' } }),
    { code: 'DEPLOYMENT_IN_USE', message: /endpoint late/ },
  );
});

test('servers of others are a deployment of their own, which nobody here scales', async (t) => {
  const plane = await startPlane(t);
  const release = await signedRelease(plane, 'a');
  const operator = plane.as('operator');
  const register = (addresses: string[], servedAs?: string) =>
    operator.call(releaseRoutes.createDeployment, {
      body: { release: release.id, external: { addresses, ...(servedAs ? { servedAs } : {}) } },
    });
  const own = await deploy(plane, release);
  const others = await register(['http://127.0.0.1:8000', 'http://127.0.0.1:8001'], 'flights');
  assert.notEqual(others.id, own.id);
  assert.equal(others.replicas, 2);
  assert.equal((await register(['http://127.0.0.1:8000', 'http://127.0.0.1:8001'], 'flights')).id, others.id);
  const { deployments } = await plane.as('serving').call(releaseRoutes.wantedDeployments, { query: {} });
  assert.deepEqual(
    deployments.map(({ external }) => external),
    [undefined, { addresses: ['http://127.0.0.1:8000', 'http://127.0.0.1:8001'], servedAs: 'flights' }],
  );
  await assert.rejects(
    operator.call(releaseRoutes.scaleDeployment, {
      params: { deployment: others.id },
      body: { replicas: 3 },
    }),
    { code: 'INVALID_REQUEST', field: 'deployment' },
  );
  for (const wrong of [
    'ftp://127.0.0.1',
    'http://user:secret@127.0.0.1',
    'http://127.0.0.1/?a=b',
    'http://127.0.0.1/v2',
  ])
    await assert.rejects(register([wrong]), { code: 'INVALID_REQUEST', field: 'external.addresses[0]' });
  await assert.rejects(register(['http://127.0.0.1:1', 'http://127.0.0.1:1']), {
    field: 'external.addresses[1]',
  });
});

test('routing names servers of others by how they serve, and only those that were verified', async (t) => {
  const plane = await startPlane(t);
  const release = await signedRelease(plane, 'a');
  const operator = plane.as('operator');
  const { id } = await operator.call(releaseRoutes.createDeployment, {
    body: { release: release.id, external: { addresses: ['http://127.0.0.1:8000'] } },
  });
  await operator.call(releaseRoutes.putEndpoint, { params: { endpoint: 'late' }, body: {} });
  await reportPredictors(plane, { [id]: 'ready' });
  const params = { endpoint: 'late', variant: 'v1' };
  const { variants } = await operator.call(releaseRoutes.putVariant, { params, body: { deployment: id } });
  assert.deepEqual([variants[0]?.servedAs, variants[0]?.predictors.length], ['late-flights', 1]);
  for (const state of ['starting', 'refused'] as const) {
    await reportPredictors(plane, { [id]: state });
    const endpoint = await operator.call(releaseRoutes.getEndpoint, { params: { endpoint: 'late' } });
    assert.deepEqual(endpoint.variants[0]?.predictors, [], state);
  }
});
