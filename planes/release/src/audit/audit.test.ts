import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes } from '@slipway/contracts';
import { type RunningPlane, usePlanes } from '../fixtures/running-plane.ts';
import { openEndpoint } from '../fixtures/walk.ts';

const startPlane = usePlanes();
const verify = (plane: RunningPlane) => plane.as('viewer').call(releaseRoutes.verifyAudit, {});
const list = (
  plane: RunningPlane,
  query: { limit?: number; before?: string; subject?: string; action?: string } = {},
) => plane.as('viewer').call(releaseRoutes.listAudit, { query });
const open = (plane: RunningPlane, endpoint: string) =>
  plane.as('operator').call(releaseRoutes.putEndpoint, { params: { endpoint }, body: {} });

test('every change is in the log with who did it', async (t) => {
  const plane = await startPlane(t);
  assert.deepEqual(await verify(plane), { entries: 0, intact: true, brokenAt: null });
  await openEndpoint(plane, ['v1']);
  const { items, next } = await list(plane);
  assert.equal(next, null);
  assert.deepEqual(items.map(({ action, actor, subject }) => [action, actor, subject]).reverse(), [
    ['endpoint.opened', 'operator', 'late'],
    ['version.registered', 'worker', 'late-flights-1'],
    ['evaluation.added', 'worker', 'evaluation-1'],
    ['review.opened', 'worker', 'review-1'],
    ['review.decided', 'grace', 'review-1'],
    ['release.signed', 'grace', 'late-flights-1-1'],
    ['deployment.created', 'operator', 'deployment-1'],
    ['variant.added', 'operator', 'late'],
    ['endpoint.parameters-changed', 'operator', 'late'],
  ]);
  assert.deepEqual(await verify(plane), { entries: 9, intact: true, brokenAt: null });
  assert.equal((await list(plane, { subject: 'late' })).items.length, 3);
  assert.equal((await list(plane, { action: 'release.signed' })).items[0]?.role, 'reviewer');
  const page = await list(plane, { limit: 4 });
  const rest = await list(plane, { limit: 10, before: page.next ?? '' });
  assert.deepEqual([...page.items, ...rest.items], items);
});

test('concurrent changes keep one chain, and what fails leaves no entry', async (t) => {
  const plane = await startPlane(t);
  await Promise.all(Array.from({ length: 20 }, (_, i) => open(plane, `e${i}`)));
  await assert.rejects(
    plane.as('operator').call(releaseRoutes.putVariant, {
      params: { endpoint: 'e1', variant: 'v' },
      body: { deployment: 'none' },
    }),
  );
  assert.deepEqual(await verify(plane), { entries: 20, intact: true, brokenAt: null });
});

for (const [what, statement, brokenAt] of [
  ['a changed entry', `update release.audit_entry set actor = 'mallory' where sequence = 2`, 2],
  ['changed details', `update release.audit_entry set details = '{}' where sequence = 2`, 2],
  ['a removed entry', 'delete from release.audit_entry where sequence = 2', 2],
  ['a removed end', 'delete from release.audit_entry where sequence = 3', 3],
  ['a log emptied with its end', 'delete from release.audit_entry; delete from release.audit_head', 1],
  [
    'an added entry',
    `insert into release.audit_entry select 4, at, actor, role, action, subject, details, hash, 'x' from release.audit_entry where sequence = 3`,
    4,
  ],
] as const) {
  test(`${what} is found`, async (t) => {
    const plane = await startPlane(t);
    for (const name of ['a', 'b', 'c']) await open(plane, name);
    await plane.database.executeSql(statement);
    const { intact, brokenAt: found } = await verify(plane);
    assert.deepEqual([intact, found], [false, brokenAt]);
  });
}
