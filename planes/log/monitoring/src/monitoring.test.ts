import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monitoringRoutes, SlipwayError } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { calmInputs, driftedInputs } from './testing/facts.ts';
import { startWorld } from './testing/monitoring-world.ts';
import { simulatedArm } from './testing/simulated-arm.ts';
import { countsOf } from './testing/simulated-counts.ts';
import { distributionOfNumbers } from './testing/simulated-distribution.ts';

const window = { from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T10:00:00.000Z' };

test('a monitor is made once per endpoint and kind, changed by repeating, listed, shown and deleted', async (t) => {
  const { operator, viewer } = await startWorld(t);
  const made = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'inputs', schedule: '*/5 * * * *' },
  });
  assert.deepEqual([made.id, made.state, made.windowMinutes], ['monitor-1', null, 60]);
  const changed = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'inputs', windowMinutes: 30 },
  });
  assert.deepEqual([changed.id, changed.windowMinutes, changed.schedule], ['monitor-1', 30, undefined]);
  assert.equal(changed.createdAt, made.createdAt);
  await operator.call(monitoringRoutes.createMonitor, { body: { endpoint: 'late', kind: 'volume' } });
  const listed = await viewer.call(monitoringRoutes.listMonitors, { query: { endpoint: 'late' } });
  assert.deepEqual(
    listed.map(({ kind }) => kind),
    ['inputs', 'volume'],
  );
  assert.deepEqual(await viewer.call(monitoringRoutes.listMonitors, { query: { endpoint: 'other' } }), []);
  await operator.call(monitoringRoutes.deleteMonitor, { params: { monitor: made.id } });
  for (const route of [monitoringRoutes.getMonitor, monitoringRoutes.deleteMonitor] as const)
    await assert.rejects(operator.call(route, { params: { monitor: made.id } }), { code: 'NOT_FOUND' });
});

test('what is wrong with a monitor is refused with the field', async (t) => {
  const { operator, viewer } = await startWorld(t);
  const refused = async (body: object, field: string, code = 'INVALID_REQUEST') =>
    assert.rejects(
      operator.call(monitoringRoutes.createMonitor, { body: { endpoint: 'late', kind: 'inputs', ...body } }),
      { code, field },
    );
  await refused({ schedule: 'now and then' }, 'schedule');
  await refused({ webhook: 'ftp://127.0.0.1/' }, 'webhook');
  await refused({ windowMinutes: 0 }, 'windowMinutes');
  await refused({ endpoint: 'nowhere' }, 'endpoint', 'ENDPOINT_UNKNOWN');
  await assert.rejects(
    viewer.call(monitoringRoutes.createMonitor, { body: { endpoint: 'late', kind: 'inputs' } }),
    { code: 'FORBIDDEN' },
  );
});

test('inputs are compared with the training snapshot of the champion', async (t) => {
  const { operator, planes } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'inputs' },
  });
  planes.distributions = [driftedInputs()];
  const check = await operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: { window } });
  assert.deepEqual([check.state, check.from, check.to], ['alert', window.from, window.to]);
  assert.deepEqual(
    check.findings.map(({ subject, state }) => [subject, state]),
    [
      ['dataset', 'warn'],
      ['origin', 'alert'],
      ['origin (unseen)', 'ok'],
      ['derived', 'insufficient_data'],
    ],
  );
  const snapshot = `sha256:${'a'.repeat(64)}`;
  assert.deepEqual(planes.asked.at(-1)?.body, {
    reference: { kind: 'blob', digest: snapshot },
    current: { kind: 'predictions', endpoint: 'late', window, model: 'late', version: 1 },
    columns: [{ name: 'origin', kind: 'category' }],
  });
  const shown = await operator.call(monitoringRoutes.getMonitor, { params: { monitor: id } });
  assert.deepEqual([shown.monitor.state, shown.checks], ['alert', [check]]);
});

test('scores are compared with those of the evaluation', async (t) => {
  const { operator, planes } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'predictions' },
  });
  const random = seededRandom(1);
  const scores = (rows: number) => Array.from({ length: rows }, () => random() ** 2);
  const run = () => operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: { window } });
  planes.distributions = [distributionOfNumbers('score', scores(5000), scores(3000))];
  assert.equal((await run()).state, 'ok');
  const shifted = scores(3000).map((score) => Math.min(1, score + 0.2));
  planes.distributions = [distributionOfNumbers('score', scores(5000), shifted)];
  const check = await run();
  assert.deepEqual(
    [check.state, check.findings[0]?.subject, check.findings[0]?.method],
    ['alert', 'score', 'jensen-shannon, base 2'],
  );
  planes.evaluations = [];
  assert.equal((await run()).state, 'insufficient_data');
});

test('volume is compared with the hours before, and silence is noticed', async (t) => {
  const { operator, planes } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'volume' },
  });
  const run = () => operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: { window } });
  assert.equal((await run()).state, 'insufficient_data');
  const every = (seconds: number, from: string, to: string) => {
    const times = [];
    for (let time = Date.parse(from); time < Date.parse(to); time += seconds * 1000) times.push(time);
    return times;
  };
  planes.predictions = every(30, '2026-10-01T00:00:00Z', '2026-11-22T10:00:00Z');
  assert.equal((await run()).state, 'ok');
  planes.predictions = every(30, '2026-10-01T00:00:00Z', '2026-11-22T09:20:00Z');
  const check = await run();
  assert.deepEqual(
    check.findings.map(({ subject, state, score }) => [subject, state, subject === 'silence' && score]),
    [
      ['volume', 'alert', false],
      ['silence', 'alert', 40.5],
    ],
  );
  planes.completeness = { ...planes.completeness, waiting: 80, oldestWaitingSeconds: 2400 };
  assert.equal((await run()).state, 'inconclusive');
});

test('realised quality is compared with the evaluation of the champion', async (t) => {
  const { operator, planes } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'quality' },
  });
  const run = () => operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: { window } });
  assert.equal((await run()).state, 'ok');
  planes.arms = [simulatedArm({ variant: 'v1', rows: 3000, random: seededRandom(2), bias: 0.3 })];
  assert.equal((await run()).state, 'alert');
  planes.arms = [simulatedArm({ variant: 'v2', version: 2, rows: 3000, random: seededRandom(2), bias: 0.3 })];
  assert.equal((await run()).state, 'insufficient_data', 'another version is not the champion');
  planes.endpoint!.champion = null;
  assert.equal((await run()).state, 'insufficient_data');
});

test('a check that gets no answers is in state error, and a bad window is refused', async (t) => {
  const { operator, closePlanes } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'quality' },
  });
  const check = (asked: object) =>
    operator.call(monitoringRoutes.runCheck, {
      params: { monitor: id },
      body: { window: { ...window, ...asked } },
    });
  await assert.rejects(check({ from: window.to }), { code: 'INVALID_REQUEST', field: 'window.to' });
  await assert.rejects(check({ from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z' }), {
    code: 'INVALID_REQUEST',
    field: 'window.from',
  });
  await assert.rejects(check({ from: 'yesterday' }), { code: 'INVALID_REQUEST', field: 'window.from' });
  assert.equal((await check({ to: '2027-01-01T00:00:00Z' })).to, window.to, 'nothing is known of the future');
  await closePlanes();
  const failed = await check({});
  assert.equal(failed.state, 'error');
  assert.match(failed.findings[0]!.detail, /UNAVAILABLE/);
  await assert.rejects(
    operator.call(monitoringRoutes.createMonitor, { body: { endpoint: 'late', kind: 'inputs' } }),
    (error) => error instanceof SlipwayError && error.kind === 'unavailable',
  );
});

test('an alert opens, is acknowledged by a person, and is resolved by an ok', async (t) => {
  const { operator, viewer, planes, clock } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'inputs', consecutive: 2, playbook: 'Look at the origin codes.' },
  });
  const next = () => {
    clock.time += 3_600_000;
    return operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: {} });
  };
  const alerts = () => viewer.call(monitoringRoutes.listAlerts, { query: {} });
  planes.snapshot = { ...planes.snapshot, columns: [...planes.snapshot.columns] };
  planes.version = {
    ...planes.version,
    signature: { ...planes.version.signature, features: [planes.version.signature.features[0]!] },
  };
  planes.distributions = [driftedInputs()];
  await next();
  assert.deepEqual(await alerts(), []);
  await next();
  await next();
  const [alert, ...others] = await alerts();
  assert.deepEqual(others, []);
  assert.deepEqual(
    [alert?.state, alert?.severity, alert?.playbook, alert?.monitor],
    ['firing', 'warning', 'Look at the origin codes.', id],
  );
  assert.match(alert!.summary, /origin has drifted/);
  const acknowledge = () =>
    operator.call(monitoringRoutes.acknowledgeAlert, { params: { alert: alert!.id } });
  assert.equal((await acknowledge()).acknowledgedBy, 'the operator');
  assert.equal((await acknowledge()).state, 'acknowledged');
  planes.distributions = [];
  await next();
  assert.equal((await alerts())[0]?.state, 'acknowledged', 'no data resolves nothing');
  planes.distributions = [calmInputs()];
  await next();
  const [resolved] = await alerts();
  assert.deepEqual(
    [resolved?.state, resolved?.acknowledgedBy, resolved?.resolvedAt],
    ['resolved', 'the operator', new Date(clock.time).toISOString()],
  );
  assert.equal((await acknowledge()).state, 'resolved');
  assert.deepEqual(await viewer.call(monitoringRoutes.listAlerts, { query: { state: 'firing' } }), []);
  await assert.rejects(operator.call(monitoringRoutes.acknowledgeAlert, { params: { alert: 'alert-99' } }), {
    code: 'NOT_FOUND',
  });
});

test('an alert of a deleted monitor is resolved and kept', async (t) => {
  const { operator, planes } = await startWorld(t);
  const { id } = await operator.call(monitoringRoutes.createMonitor, {
    body: { endpoint: 'late', kind: 'inputs' },
  });
  planes.distributions = [driftedInputs()];
  await operator.call(monitoringRoutes.runCheck, { params: { monitor: id }, body: {} });
  await operator.call(monitoringRoutes.deleteMonitor, { params: { monitor: id } });
  const alerts = await operator.call(monitoringRoutes.listAlerts, { query: { endpoint: 'late' } });
  assert.deepEqual(
    alerts.map(({ state }) => state),
    ['resolved'],
  );
});

test('an experiment is analysed over its own time', async (t) => {
  const { viewer, planes } = await startWorld(t);
  const random = seededRandom(3);
  planes.arms = [
    simulatedArm({ variant: 'v1', rows: 3000, random, bias: 0.2 }),
    simulatedArm({ variant: 'v2', version: 2, rows: 3000, random }),
  ];
  planes.counts = [countsOf(planes.arms)];
  const analyse = (query = {}, experiment = 'experiment-1') =>
    viewer.call(monitoringRoutes.analyseExperiment, { params: { endpoint: 'late', experiment }, query });
  const asked = () => planes.asked.findLast(({ route }) => route === 'quality')?.body as { window: object };
  const windowAsked = () => asked().window;
  const from = '2026-11-22T08:00:00.000Z';
  const analysis = await analyse();
  assert.deepEqual([analysis.recommendation.action, analysis.recommendation.variant], ['promote', 'v2']);
  assert.deepEqual(asked(), {
    endpoint: 'late',
    window: { from, to: '2026-11-22T10:00:00.000Z' },
    experiment: 'experiment-1',
  });
  await analyse({ until: '2026-11-22T09:00:00.000Z' });
  assert.deepEqual(windowAsked(), { from, to: '2026-11-22T09:00:00.000Z' });
  planes.experiment = { ...planes.experiment, state: 'stopped', stoppedAt: '2026-11-22T08:30:00.000Z' };
  await analyse({ until: '2026-11-22T09:00:00.000Z' });
  assert.deepEqual(windowAsked(), { from, to: '2026-11-22T08:30:00.000Z' });
  await assert.rejects(analyse({ until: '2026-11-01T00:00:00.000Z' }), {
    code: 'INVALID_REQUEST',
    field: 'until',
  });
  await assert.rejects(analyse({}, 'experiment-9'), { code: 'NOT_FOUND' });
});
