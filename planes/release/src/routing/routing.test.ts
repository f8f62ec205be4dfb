import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes } from '@slipway/contracts';
import { verifyRelease } from '@slipway/platform';
import { type RunningPlane, usePlanes } from '../fixtures/running-plane.ts';
import { openEndpoint, reportPredictors } from '../fixtures/walk.ts';

const startPlane = usePlanes();
const late = { endpoint: 'late' };

const follow = (plane: RunningPlane, after = -1, waitSeconds = 0, signal?: AbortSignal) =>
  plane
    .as('serving')
    .call(releaseRoutes.routingTable, { query: { after, waitSeconds } }, signal ? { signal } : {});

const set = (plane: RunningPlane, timeoutMs: number) =>
  plane.as('operator').call(releaseRoutes.setParameters, { params: late, body: { values: { timeoutMs } } });

test('the routing table holds what a gateway needs, with the signed release of each variant', async (t) => {
  const plane = await startPlane(t);
  assert.deepEqual(await follow(plane), { revision: 0, endpoints: [] });
  await openEndpoint(plane, ['v1', 'v2']);
  const { revision, endpoints } = await follow(plane);
  assert.equal(endpoints[0]?.revision, revision);
  const variants = endpoints[0]?.variants ?? [];
  assert.deepEqual(
    variants.map(({ name }) => name),
    ['v1', 'v2'],
  );
  for (const variant of variants) {
    const { predicate } = verifyRelease(variant.envelope, plane.trustedKeys);
    assert.deepEqual([predicate.artifact, predicate.version], [variant.artifact, variant.version]);
    assert.equal(variant.signature.task, 'binary');
    assert.equal(variant.predictors.length, 1);
  }
});

test('predictors come and go with their state, and only a change makes a revision', async (t) => {
  const plane = await startPlane(t);
  const { v1, v2 } = await openEndpoint(plane, ['v1', 'v2']);
  const [a, b] = [v1?.id ?? '', v2?.id ?? ''];
  const before = await follow(plane);
  const counts = async () => {
    const { revision, endpoints } = await follow(plane);
    return [
      revision - before.revision,
      ...(endpoints[0]?.variants ?? []).map(({ predictors }) => predictors.length),
    ];
  };
  await reportPredictors(plane, { [a]: 'ready', [b]: 'ready' });
  assert.deepEqual(await counts(), [0, 1, 1], 'the same report is no news');
  await reportPredictors(plane, { [a]: 'starting', [b]: 'ready' });
  assert.deepEqual(await counts(), [0, 1, 1], 'a restarting predictor keeps its address');
  await reportPredictors(plane, { [a]: 'failed', [b]: 'ready' });
  assert.deepEqual(await counts(), [1, 0, 1]);
  await reportPredictors(plane, { [a]: 'ready', [b]: 'draining' });
  assert.deepEqual(await counts(), [2, 1, 0]);
  await reportPredictors(plane, {});
  assert.deepEqual(await counts(), [3, 0, 0]);
});

test('a follower is woken by the change, within 50 ms', async (t) => {
  const plane = await startPlane(t);
  await openEndpoint(plane, ['v1']);
  const { revision } = await follow(plane);
  const lags: number[] = [];
  let after = revision;
  for (const timeoutMs of [100, 200, 300]) {
    const woken = follow(plane, after, 10).then((table) => ({ table, at: performance.now() }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await set(plane, timeoutMs);
    const acknowledged = performance.now();
    const { table, at } = await woken;
    assert.equal(table.revision, after + 1);
    assert.equal(table.endpoints[0]?.parameters.values.timeoutMs, timeoutMs);
    after = table.revision;
    lags.push(at - acknowledged);
  }
  assert.ok(Math.min(...lags) < 50, `${lags}`);
});

test('a change by another process is seen too, and a wait without news ends in time', async (t) => {
  const plane = await startPlane(t);
  await openEndpoint(plane, ['v1']);
  const { revision } = await follow(plane);
  const started = performance.now();
  assert.equal((await follow(plane, revision, 0.2)).revision, revision);
  assert.ok(performance.now() - started >= 190);
  const woken = follow(plane, revision, 10);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await plane.database.executeSql(`update release.counter set value = value + 1 where name = 'routing'`);
  assert.equal((await woken).revision, revision + 1);
  assert.ok(performance.now() - started < 4000);
  assert.equal(
    (await follow(plane, revision + 100, 10)).revision,
    revision + 1,
    'a restored database is news',
  );
});

test('many followers wait without holding anything, and one that leaves is forgotten', async (t) => {
  const plane = await startPlane(t);
  await openEndpoint(plane, ['v1']);
  const { revision } = await follow(plane);
  const leaving = new AbortController();
  const left = follow(plane, revision, 10, leaving.signal);
  const waiting = Array.from({ length: 20 }, () => follow(plane, revision, 10));
  await new Promise((resolve) => setTimeout(resolve, 100));
  leaving.abort();
  await assert.rejects(left);
  await set(plane, 123);
  for (const table of await Promise.all(waiting)) assert.equal(table.revision, revision + 1);
});

test('what was in production at any time is told', async (t) => {
  const plane = await startPlane(t);
  await openEndpoint(plane, ['v1', 'v2']);
  const now = () => new Date(plane.clock.now()).toISOString();
  const operator = plane.as('operator');
  const history = (at?: string) =>
    operator.call(releaseRoutes.endpointAt, { params: late, query: at === undefined ? {} : { at } });
  const first = now();
  await operator.call(releaseRoutes.setParameters, {
    params: late,
    body: { values: { activeVariant: 'v2', threshold: 0.7 } },
  });
  const second = now();
  await operator.call(releaseRoutes.deleteEndpoint, { params: late });
  const closed = now();
  const championAt = async (at: string) => (await history(at)).map(({ routing }) => routing.champion);
  assert.deepEqual(await championAt('2025-12-31T00:00:00Z'), []);
  assert.deepEqual(await championAt(first), ['v1']);
  assert.deepEqual(await championAt(second), ['v2']);
  assert.deepEqual(await championAt(closed), []);
  const [inForce] = await history(second);
  assert.ok(inForce && inForce.at <= second && inForce.at > first);
  assert.equal(inForce.routing.parameters.values.threshold, 0.7);
  assert.equal(inForce.routing.variants[1]?.release, 'late-flights-2-2');
  const all = (await history()).map(({ routing }) => routing.revision);
  assert.deepEqual(
    all,
    [...all].sort((a, b) => b - a),
  );
  await assert.rejects(
    operator.call(releaseRoutes.endpointAt, { params: { endpoint: 'never' }, query: {} }),
    { code: 'ENDPOINT_UNKNOWN' },
  );
});
