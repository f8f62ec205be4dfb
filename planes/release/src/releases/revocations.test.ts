import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes } from '@slipway/contracts';
import { type RunningPlane, usePlanes } from '../fixtures/running-plane.ts';
import { deploy, openEndpoint, signedRelease } from '../fixtures/walk.ts';

const startPlane = usePlanes();
const late = { endpoint: 'late' };

const operations = (plane: RunningPlane) => ({
  revoke: (release: string, force = false, by = 'reviewer') =>
    plane
      .as(by)
      .call(releaseRoutes.revokeRelease, { params: { release }, body: { reason: 'it harms', force } }),
  show: () => plane.as('operator').call(releaseRoutes.getEndpoint, { params: late }),
  wanted: async () => {
    const { deployments } = await plane.as('serving').call(releaseRoutes.wantedDeployments, { query: {} });
    return deployments.map(({ release }) => release);
  },
});

test('a revoked release is wanted and routed to no more, and stays revoked', async (t) => {
  const plane = await startPlane(t);
  const { revoke, show, wanted } = operations(plane);
  const { v2 } = await openEndpoint(plane, ['v1', 'v2']);
  const release = v2?.release ?? '';
  const before = await show();
  await assert.rejects(revoke(release, false, 'operator'), { code: 'FORBIDDEN' });
  const revoked = await revoke(release);
  assert.equal(revoked.state, 'revoked');
  assert.deepEqual(await revoke(release), revoked, 'the same again is answered');
  const after = await show();
  assert.deepEqual([after.revision, after.variants.map(({ name }) => name)], [before.revision + 1, ['v1']]);
  assert.deepEqual(await wanted(), [after.variants[0]?.release]);
  const shown = await plane.as('viewer').call(releaseRoutes.getRelease, { params: { release } });
  await assert.rejects(deploy(plane, shown.release), { code: 'RELEASE_REVOKED' });
  const { items } = await plane.as('viewer').call(releaseRoutes.listAudit, {
    query: { action: 'release.revoked' },
  });
  assert.deepEqual(
    items.map(({ subject, actor, details }) => [subject, actor, details.reason]),
    [[release, 'reviewer', 'it harms']],
  );
  const params = { ...late, variant: 'v2' };
  await plane.as('operator').call(releaseRoutes.deleteVariant, { params });
  await assert.rejects(plane.as('operator').call(releaseRoutes.deleteVariant, { params }), {
    code: 'NOT_FOUND',
  });
});

test('what answers requests is taken back with force only, and its experiments end', async (t) => {
  const plane = await startPlane(t);
  const { revoke, show } = operations(plane);
  const { v1, v2 } = await openEndpoint(plane, ['v1', 'v2']);
  const { id } = await plane.as('operator').call(releaseRoutes.startExperiment, {
    params: late,
    body: {
      name: 'ab',
      variants: [
        { variant: 'v1', weight: 0.5 },
        { variant: 'v2', weight: 0.5 },
      ],
    },
  });
  for (const deployment of [v1, v2])
    await assert.rejects(revoke(deployment?.release ?? ''), { code: 'RELEASE_IN_USE', field: 'force' });
  await revoke(v2?.release ?? '', true);
  const endpoint = await show();
  assert.deepEqual([endpoint.champion, endpoint.experiments], ['v1', []]);
  const stopped = await plane
    .as('viewer')
    .call(releaseRoutes.getExperiment, { params: { ...late, experiment: id } });
  assert.match(stopped.conclusion?.reason ?? '', /was revoked/);
  await revoke(v1?.release ?? '', true);
  assert.deepEqual((await show()).variants, []);
});

test('only a release that was signed can be taken back', async (t) => {
  const plane = await startPlane(t);
  await signedRelease(plane, 'a');
  await assert.rejects(operations(plane).revoke('late-flights-9-9'), { code: 'NOT_FOUND' });
});
