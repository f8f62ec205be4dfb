import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@slipway/statistics';
import { residentMegabytes } from '../../bench/memory/resident-memory.ts';
import { preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { startTestStack, type TestStack } from '../stack/test-stack.ts';
import { fuzzHttp } from './fuzz/fuzz-http.ts';
import { fuzzSockets } from './fuzz/fuzz-sockets.ts';
import type { Seed } from './fuzz/http-question.ts';
import { createTally, renderTally } from './fuzz/tally.ts';

/** Per door; two doors. */
const WHOLE = 40_000;
const BROKEN = 15_000;
/** Enough requests for heaps to reach their usual size before the memory is looked at. */
const WARM_UP = 8000;
const SEED = 20261122;

const row = { distance: 0.5, hour: 1, origin: 'ATL' };
const columns = [
  { name: 'distance', datatype: 'FP32', shape: [1, 1], data: [0.5] },
  { name: 'hour', datatype: 'FP32', shape: [1, 1], data: [1] },
  { name: 'origin', datatype: 'BYTES', shape: [1, 1], data: ['ATL'] },
];
const infer = JSON.stringify({
  id: '1',
  parameters: { unit: 'u' },
  inputs: columns,
  outputs: [{ name: 'score' }],
});

const gatewaySeeds: readonly Seed[] = [
  { path: '/v1/endpoints/points/predictions', body: JSON.stringify({ rows: [row], unit: 'u' }) },
  { path: '/v2/models/points/infer', body: infer },
  { path: '/v2/models/points/infer', body: infer, headers: { 'x-slipway-variant': 'v1' } },
  { path: '/v1/outcomes', body: JSON.stringify({ outcomes: [{ predictionId: 'x', label: 1 }] }) },
  { path: '/v1/endpoints/points/predictions', body: JSON.stringify({ rows: [row, row, row] }) },
];
const predictorSeeds: readonly Seed[] = [
  { path: '/v2/models/points/infer', body: infer },
  { path: '/v2/models/points/versions/1/infer', body: infer },
  { path: '/v1/predictions', body: JSON.stringify({ rows: [row] }) },
  { path: '/v1/models/points:predict', body: JSON.stringify({ instances: [row] }) },
  { path: '/v2/repository/index', body: '{"ready":true}' },
];

const fuzzDoor = async (
  stack: TestStack,
  name: string,
  address: string,
  seeds: readonly Seed[],
): Promise<void> => {
  const random = seededRandom(SEED);
  const { pid, restarts } = await stack.process(name);
  await fuzzHttp(address, seeds, { random, times: WARM_UP, tally: createTally() });
  const before = residentMegabytes(pid!);
  const tally = createTally();
  await fuzzHttp(address, seeds, { random, times: WHOLE, tally });
  await fuzzSockets(address, seeds, { random, times: BROKEN, tally });
  const after = await stack.process(name);
  const memory = residentMegabytes(pid!);
  console.log(`${name}: ${renderTally(tally)}; memory ${before.toFixed(0)} → ${memory.toFixed(0)} MB`);
  assert.deepEqual(tally.faults, [], 'answers that blame the server');
  assert.deepEqual([after.pid, after.restarts], [pid, restarts], 'the process has lived through it');
  assert.ok(memory < before * 1.25 + 10, `memory grew from ${before} to ${memory} MB`);
  const sound = await fetch(address + seeds[0]!.path, { method: 'POST', body: seeds[0]!.body });
  assert.equal(sound.status, 200, 'and answers as before');
};

test('malformed requests crash nothing, blame nobody but their sender, and leave no memory behind', async (t) => {
  const stack = await startTestStack(t);
  await preparePoints(stack);
  const deployment = await servePoints(stack, await releasePoints(stack, 0.1), 'v1');
  const { predictors } = await stack.client.getDeployment({ params: { deployment } });
  await t.test('the gateway', () => fuzzDoor(stack, 'gateway', stack.addresses.gateway, gatewaySeeds));
  await t.test('a predictor', () =>
    fuzzDoor(stack, `predictor-${deployment}-0`, predictors[0]!.address, predictorSeeds),
  );
});
