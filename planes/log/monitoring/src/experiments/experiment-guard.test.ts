import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Experiment, monitoringRoutes } from '@slipway/contracts';
import { startReceiver } from '@slipway/platform/fixtures';
import { experimentOf } from '../testing/experiment.ts';
import { type GuardedWorld, startGuardedWorld } from '../testing/guarded-world.ts';
import { eventually } from '../testing/monitoring-world.ts';
import { armCounts } from '../testing/simulated-counts.ts';

const routed = ({ planes }: GuardedWorld, over: Partial<Experiment> = {}) => {
  const experiment: Experiment = { ...planes.experiment, ...over };
  planes.experiment = experiment;
  const { id, kind, seed, coverage, namespace, overrides, variants, endsAt } = experiment;
  planes.endpoint = {
    ...planes.endpoint!,
    experiments: [
      {
        id,
        kind,
        seed,
        coverage,
        namespace,
        overrides,
        variants,
        ...(endsAt === undefined ? {} : { endsAt }),
      },
    ],
  };
};
const alertsOf = ({ viewer }: GuardedWorld) => viewer.call(monitoringRoutes.listAlerts, { query: {} });

test('a harmful arm is stopped once, with an alert that an acknowledgement ends', async (t) => {
  const world = await startGuardedWorld(t);
  const receiver = await startReceiver(t);
  await world.operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'volume', webhook: receiver.url },
  });
  routed(world);
  world.planes.counts = [[armCounts('v1', 1000, { errors: 1 }), armCounts('v2', 1000, { errors: 100 })]];
  await world.monitoring.service.start();
  await eventually(() => world.stops.length > 0);
  const [stop] = world.stops;
  assert.equal(stop?.cause, 'guardrail');
  assert.match(stop.reason, /^10\.00 % of 1000 requests of v2 failed/);
  const asked = world.planes.asked.find(({ route }) => route === 'guardrails')?.body as {
    windows: { from: string; to: string }[];
  };
  assert.deepEqual(asked.windows[0], { from: '2026-11-22T08:00:00.000Z', to: '2026-11-22T10:00:00.000Z' });
  assert.deepEqual(
    asked.windows.slice(1).map(({ from }) => from.slice(11, 16)),
    ['09:00', '09:55', '08:00', '09:30'],
  );
  await eventually(() => receiver.bodies.length > 0);
  const [alert] = await alertsOf(world);
  assert.deepEqual(
    [alert?.kind, alert?.monitor, alert?.severity, alert?.state],
    ['experiment', 'experiment-1', 'critical', 'firing'],
  );
  assert.match(alert?.summary ?? '', /10\.00 %/);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual([world.stops.length, (await alertsOf(world)).length, receiver.bodies.length], [1, 1, 1]);
  const params = { alert: alert?.id ?? '' };
  const known = await world.operator.call(monitoringRoutes.acknowledgeAlert, { params });
  assert.deepEqual([known.state, known.acknowledgedBy], ['resolved', 'the operator']);
  assert.equal((await world.operator.call(monitoringRoutes.acknowledgeAlert, { params })).state, 'resolved');
});

test('an end date stops it on time, although guardrails only watch', async (t) => {
  const world = await startGuardedWorld(t, { guardMs: 20 });
  routed(world, { autoStop: false, endsAt: '2026-11-22T10:00:00.100Z' });
  world.planes.counts = [[armCounts('v1', 1000), armCounts('v2', 1000, { errors: 900 })]];
  await world.monitoring.service.start();
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.equal(world.stops.length, 0);
  assert.deepEqual(world.planes.asked, [], 'nobody asks for counts that stop nothing');
  world.clock.time += 100;
  await eventually(() => world.stops.length > 0);
  assert.equal(world.stops[0]?.cause, 'end');
  await eventually(async () => (await alertsOf(world)).length > 0);
  assert.equal((await alertsOf(world))[0]?.severity, 'warning');
});

test('a healthy experiment goes on, and so does one that nobody can count', async (t) => {
  const world = await startGuardedWorld(t);
  routed(world);
  world.planes.counts = [[armCounts('v1', 1000, { errors: 3 }), armCounts('v2', 1000, { errors: 4 })]];
  await world.monitoring.service.start();
  await eventually(() => world.planes.asked.length > 2);
  await world.closePlanes();
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual([world.stops, await alertsOf(world)], [[], []]);
});

test('a shadow test is analysed by its own route', async (t) => {
  const world = await startGuardedWorld(t);
  routed(world, { ...experimentOf([['v2', 1]]), kind: 'shadow' });
  const params = { endpoint: 'late', experiment: 'experiment-1' };
  const analysis = await world.viewer.call(monitoringRoutes.analyseShadow, { params, query: {} });
  assert.deepEqual([analysis.experiment, analysis.shadows], ['experiment-1', []]);
  await assert.rejects(world.viewer.call(monitoringRoutes.analyseExperiment, { params, query: {} }), {
    code: 'INVALID_REQUEST',
    field: 'experiment',
  });
});
