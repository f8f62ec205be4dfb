import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReproductionReport, ROLES, releaseRoutes, reproductionRoutes } from '@slipway/contracts';
import { digestOf } from '@slipway/platform';
import { registration } from '../fixtures/measured.ts';
import { usePlanes } from '../fixtures/running-plane.ts';

const startPlane = usePlanes();
const params = { model: 'late-flights', version: 1 };

const report = (more: Partial<ReproductionReport> = {}): ReproductionReport => ({
  run: 'run-again',
  reproduces: 'a',
  verdict: 'equivalent',
  reason: 'every metric matches',
  tolerance: 1e-6,
  artifact: digestOf('another model'),
  metrics: [{ name: 'auc', recorded: 0.7, reproduced: 0.7, difference: 0, matches: true }],
  ...more,
});

test('the verdict of a reproduction is kept beside its version, once per run, and the version stays as it is', async (t) => {
  const plane = await startPlane(t);
  const worker = plane.as('worker');
  const { model } = params;
  const version = await worker.call(releaseRoutes.registerVersion, {
    params: { model },
    body: registration('a'),
  });
  const add = (body: ReproductionReport) => worker.call(reproductionRoutes.addReproduction, { params, body });
  const [first, again] = await Promise.all([add(report()), add(report({ reason: 'said twice' }))]);
  assert.deepEqual(again, first);
  const identical = await add(report({ run: 'run-b', verdict: 'identical', artifact: version.artifact }));
  const impossible = await add(report({ run: 'run-c', verdict: 'impossible', artifact: null, metrics: [] }));
  const retried = await add(report({ run: 'run-c' }));
  assert.equal(retried.verdict, 'equivalent', 'what was impossible may become possible');
  const viewer = plane.as('viewer');
  const listed = await viewer.call(reproductionRoutes.listReproductions, { params });
  assert.deepEqual(
    new Set(listed.map(({ run }) => run)),
    new Set([first.run, identical.run, impossible.run]),
  );
  assert.deepEqual(await viewer.call(releaseRoutes.getVersion, { params }), version);
  const { items } = await viewer.call(releaseRoutes.listAudit, { query: { action: 'version.reproduced' } });
  assert.equal(items.length, 4);
});

test('a verdict that is not that of the artifact, and a version that is not there, are refused', async (t) => {
  const plane = await startPlane(t);
  const worker = plane.as('worker');
  const { model } = params;
  const { artifact } = await worker.call(releaseRoutes.registerVersion, {
    params: { model },
    body: registration('a'),
  });
  const add = (body: ReproductionReport, version = 1) =>
    worker.call(reproductionRoutes.addReproduction, { params: { model, version }, body });
  for (const wrong of [report({ verdict: 'identical' }), report({ verdict: 'different', artifact })])
    await assert.rejects(add(wrong), { code: 'INVALID_REQUEST', field: 'verdict' });
  await assert.rejects(add(report(), 9), { code: 'NOT_FOUND' });
});

test('nobody but a worker adds a verdict', async (t) => {
  const plane = await startPlane(t);
  await plane.as('worker').call(releaseRoutes.registerVersion, {
    params: { model: params.model },
    body: registration('a'),
  });
  for (const role of ROLES.filter((other) => other !== 'worker'))
    await assert.rejects(
      plane.as(role).call(reproductionRoutes.addReproduction, { params, body: report() }),
      { code: 'FORBIDDEN' },
    );
});
