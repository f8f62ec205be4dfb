import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes } from '@slipway/contracts';
import { digestOf } from '@slipway/platform';
import { registration, report } from '../fixtures/measured.ts';
import { usePlanes } from '../fixtures/running-plane.ts';

const startPlane = usePlanes();
const late = { model: 'late-flights' };

test('versions count from 1 per model, and a run registers once, even at the same time', async (t) => {
  const plane = await startPlane(t);
  const worker = plane.as('worker');
  const register = (run: string, model = 'late-flights') =>
    worker.call(releaseRoutes.registerVersion, { params: { model }, body: registration(run) });
  const runs = ['a', 'b', 'c', 'a', 'b', 'c', 'a'];
  const registered = await Promise.all(runs.map((run) => register(run)));
  const numberOf = new Map(registered.map(({ lineage, version }) => [lineage.run, version]));
  assert.deepEqual([...numberOf.values()].sort(), [1, 2, 3]);
  for (const [i, { version }] of registered.entries()) assert.equal(version, numberOf.get(runs[i]!));
  assert.equal((await register('a', 'other')).version, 1);

  const viewer = plane.as('viewer');
  const models = await viewer.call(releaseRoutes.listModels, {});
  assert.deepEqual(
    models.map(({ name, latestVersion }) => [name, latestVersion]),
    [
      ['late-flights', 3],
      ['other', 1],
    ],
  );
  const versions = await viewer.call(releaseRoutes.listVersions, { params: late });
  assert.deepEqual(
    versions.map(({ version }) => version),
    [3, 2, 1],
  );
  const shown = await viewer.call(releaseRoutes.getVersion, { params: { ...late, version: 2 } });
  assert.deepEqual(
    shown,
    registered.find(({ version }) => version === 2),
  );
  await assert.rejects(viewer.call(releaseRoutes.getVersion, { params: { ...late, version: 4 } }), {
    code: 'NOT_FOUND',
  });
});

test('an evaluation is kept once per version and snapshot, and only of the registered artifact', async (t) => {
  const plane = await startPlane(t);
  const worker = plane.as('worker');
  await worker.call(releaseRoutes.registerVersion, { params: late, body: registration('a') });
  const params = { ...late, version: 1 };
  const add = (body: ReturnType<typeof report>) => worker.call(releaseRoutes.addEvaluation, { params, body });
  const [first, ...repeats] = await Promise.all([1, 2, 3].map((seconds) => add(report('a', { seconds }))));
  for (const repeat of repeats) assert.deepEqual(repeat, first);
  const other = await add(report('a', { snapshot: digestOf('other rows') }));
  assert.notEqual(other.id, first?.id);
  const listed = await plane.as('viewer').call(releaseRoutes.listEvaluations, { params });
  assert.deepEqual(
    listed.map(({ id }) => id),
    [other.id, first?.id],
  );
  await assert.rejects(add(report('b')), { code: 'INVALID_REQUEST', field: 'artifact' });
  await assert.rejects(
    worker.call(releaseRoutes.addEvaluation, { params: { ...late, version: 9 }, body: report('a') }),
    { code: 'NOT_FOUND' },
  );
});

test('text that no database can hold is refused with its field', async (t) => {
  const plane = await startPlane(t);
  const body = registration('a');
  body.lineage.command = ['node', 'a\u0000b'];
  await assert.rejects(plane.as('worker').call(releaseRoutes.registerVersion, { params: late, body }), {
    code: 'INVALID_REQUEST',
    field: 'lineage.command[1]',
  });
});
