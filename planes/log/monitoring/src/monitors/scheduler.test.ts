import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monitoringRoutes } from '@slipway/contracts';
import { startReceiver } from '@slipway/platform/fixtures';
import { driftedInputs } from '../testing/facts.ts';
import { eventually, type MonitoringWorld, startWorld } from '../testing/monitoring-world.ts';

const MINUTE = 60_000;

const scheduled = async ({ operator }: MonitoringWorld, over = {}) => {
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'inputs', schedule: '*/5 * * * *', windowMinutes: 10, ...over },
  });
  return {
    id,
    checks: async () =>
      (await operator.call(monitoringRoutes.getMonitor, { params: { monitor: id } })).checks,
  };
};
/** Longer than several polls. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

test('a check runs shortly after its tick, over the window that ends with it', async (t) => {
  const world = await startWorld(t);
  const { checks } = await scheduled(world);
  await world.monitoring.service.start();
  world.clock.time += 5 * MINUTE + 9000;
  await settle();
  assert.deepEqual(await checks(), [], 'the log still settles');
  world.clock.time += 1000;
  await eventually(async () => (await checks()).length > 0);
  await settle();
  const [check, ...more] = await checks();
  assert.deepEqual(more, []);
  assert.deepEqual([check?.from, check?.to], ['2026-11-22T09:55:00.000Z', '2026-11-22T10:05:00.000Z']);
  world.clock.time += 5 * MINUTE;
  await eventually(async () => (await checks()).length === 2);
});

test('missed ticks run once, also after a restart', async (t) => {
  const world = await startWorld(t);
  const { checks } = await scheduled(world);
  world.clock.time += 62 * MINUTE;
  await world.monitoring.service.start();
  await eventually(async () => (await checks()).length > 0);
  await settle();
  assert.deepEqual(
    (await checks()).map(({ to }) => to),
    ['2026-11-22T11:00:00.000Z'],
  );
});

test('repeating a monitor does not move its next tick, another schedule does', async (t) => {
  const world = await startWorld(t);
  const { checks } = await scheduled(world);
  world.clock.time += 6 * MINUTE;
  await scheduled(world, { windowMinutes: 20 });
  await world.monitoring.service.start();
  await eventually(async () => (await checks()).length === 1);
  await scheduled(world, { schedule: '0 * * * *' });
  world.clock.time += 10 * MINUTE;
  await settle();
  assert.equal((await checks()).length, 1);
});

test('a check that gets no answers is tried again before the next tick', async (t) => {
  const world = await startWorld(t);
  const { checks } = await scheduled(world, { schedule: '0 * * * *' });
  const { endpoint } = world.planes;
  world.planes.endpoint = null;
  await world.monitoring.service.start();
  world.clock.time += 60 * MINUTE + 10_000;
  await eventually(async () => (await checks()).length === 1);
  await settle();
  assert.equal((await checks())[0]?.state, 'error');
  world.planes.endpoint = endpoint;
  world.clock.time += MINUTE + 10_000;
  await eventually(async () => (await checks()).length === 2);
  const [latest] = await checks();
  assert.deepEqual([latest?.state === 'error', latest?.to], [false, '2026-11-22T11:00:00.000Z']);
  world.clock.time += 10 * MINUTE;
  await settle();
  assert.equal((await checks()).length, 2);
});

test('one check at a time per monitor', async (t) => {
  const world = await startWorld(t);
  const { id } = await scheduled(world);
  const { promise, resolve } = Promise.withResolvers<void>();
  world.planes.gate = promise;
  const run = () => world.operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: {} });
  const both = Promise.all([run(), run()]);
  await eventually(() => world.planes.asked.length > 0);
  await settle();
  assert.equal(world.planes.asked.length, 1);
  resolve();
  await both;
  assert.equal(world.planes.asked.length, 2);
});

test('stopping ends a check under way without a trace', async (t) => {
  const world = await startWorld(t);
  const { checks } = await scheduled(world);
  const { promise, resolve } = Promise.withResolvers<void>();
  t.after(async () => resolve());
  world.planes.gate = promise;
  await world.monitoring.service.start();
  world.clock.time += 6 * MINUTE;
  await eventually(() => world.planes.asked.length > 0);
  await world.monitoring.service.stop();
  assert.deepEqual(await checks(), []);
});

test('the webhook hears of firing and resolved once each, and a dead one blocks nothing', async (t) => {
  const world = await startWorld(t);
  const { operator, planes, clock } = world;
  const receiver = await startReceiver(t, [500, 500]);
  const dead = await startReceiver(t);
  await dead.close();
  planes.version = {
    ...planes.version,
    signature: { ...planes.version.signature, features: [planes.version.signature.features[0]!] },
  };
  const { id } = await scheduled(world, { webhook: receiver.url });
  const quality = await scheduled(world, { kind: 'quality', webhook: dead.url });
  const calm = planes.distributions;
  const next = async (monitor = id) => {
    clock.time += MINUTE;
    return operator.call(monitoringRoutes.runCheck, { params: { monitor }, body: {} });
  };
  planes.evaluations = planes.evaluations.map((evaluation) => ({
    ...evaluation,
    metrics: { brier: { value: 0.01, lower: 0.01, upper: 0.01, level: 0.95, method: 'normal' } },
  }));
  assert.equal((await next(quality.id)).state, 'alert');
  planes.distributions = [driftedInputs()];
  await next();
  await next();
  await eventually(() => receiver.bodies.length === 3);
  planes.distributions = calm;
  await next();
  await next();
  await eventually(() => receiver.bodies.length === 4);
  await settle();
  const [first, , third, fourth] = receiver.bodies as {
    id: string;
    event: string;
    alert: { state: string };
    check: { findings: unknown[] };
  }[];
  assert.deepEqual(first, third, 'a repeat carries the same id');
  assert.deepEqual(
    [third?.event, third?.alert.state, fourth?.event, fourth?.alert.state],
    ['firing', 'firing', 'resolved', 'resolved'],
  );
  assert.ok(third!.check.findings.length > 0);
  const { rows } = await world.database.executeSql(
    'select state, reason from monitoring.notification order by number',
  );
  assert.deepEqual(rows, [
    { state: 'failed', reason: 'no connection (ECONNREFUSED)' },
    { state: 'delivered', reason: null },
    { state: 'delivered', reason: null },
  ]);
});

test('a notification that a crash left is sent at the next start', async (t) => {
  const world = await startWorld(t);
  const receiver = await startReceiver(t);
  await world.database.executeSql(
    `insert into monitoring.notification (monitor, url, body, state, created_at)
     values ('monitor-1', $1, '{"event": "firing"}', 'pending', now())`,
    [receiver.url],
  );
  await world.monitoring.service.start();
  await eventually(() => receiver.bodies.length === 1);
  assert.deepEqual(receiver.bodies, [{ id: 'notification-1', event: 'firing' }]);
});
