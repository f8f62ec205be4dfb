import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@slipway/statistics';
import { residentMegabytes } from '../../bench/memory/resident-memory.ts';
import { preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { startTestStack, type TestStack } from '../stack/test-stack.ts';
import { fuzzGrpc } from './fuzz/fuzz-grpc.ts';
import { fuzzHttp } from './fuzz/fuzz-http.ts';
import { fuzzSockets } from './fuzz/fuzz-sockets.ts';
import type { Seed } from './fuzz/http-question.ts';
import { createTally, renderTally } from './fuzz/tally.ts';

/** For each of the gateway and the predictor. */
const WHOLE = 40_000;
const BROKEN = 15_000;
const CALLS = 40_000;
/** The memory is looked at after each part; heaps reach their usual size in the first ones. */
const PARTS = 5;
const WARM_PARTS = 2;
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

/** Sends the parts; the memory after the warm ones must not be much less than at the end. */
const watchMemory = async (pid: number, sendPart: () => Promise<void>): Promise<number[]> => {
  const memory: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    await sendPart();
    memory.push(residentMegabytes(pid));
  }
  const usual = Math.max(...memory.slice(0, WARM_PARTS));
  assert.ok(memory.at(-1)! < usual * 1.25 + 15, `memory in MB after each part: ${memory.join(', ')}`);
  return memory;
};

const renderMemory = (memory: readonly number[]): string =>
  `memory ${memory.map((megabytes) => megabytes.toFixed(0)).join(' → ')} MB`;

const fuzzDoor = async (
  stack: TestStack,
  name: string,
  address: string,
  seeds: readonly Seed[],
): Promise<void> => {
  const random = seededRandom(SEED);
  const { pid, restarts } = await stack.process(name);
  const tally = createTally();
  const memory = await watchMemory(pid!, async () => {
    await fuzzHttp(address, seeds, { random, times: WHOLE / PARTS, tally });
    await fuzzSockets(address, seeds, { random, times: BROKEN / PARTS, tally });
  });
  const after = await stack.process(name);
  console.log(`${name}: ${renderTally(tally)}; ${renderMemory(memory)}`);
  assert.deepEqual(tally.faults, [], 'answers that blame the server');
  assert.deepEqual([after.pid, after.restarts], [pid, restarts], 'the process has lived through it');
  const sound = await fetch(address + seeds[0]!.path, { method: 'POST', body: seeds[0]!.body });
  assert.equal(sound.status, 200, 'and answers as before');
};

const fuzzGrpcDoor = async (stack: TestStack, name: string): Promise<void> => {
  const random = seededRandom(SEED);
  const { pid, grpcAddress } = await stack.process(name);
  const tally = createTally();
  const memory = await watchMemory(pid!, () =>
    fuzzGrpc(grpcAddress!, { random, times: CALLS / PARTS, tally }),
  );
  console.log(`${name}, gRPC: ${renderTally(tally)}; ${renderMemory(memory)}`);
  assert.deepEqual(tally.faults, [], 'answers that blame the server');
  assert.equal((await stack.process(name)).pid, pid, 'the process has lived through it');
};

test('malformed requests crash nothing, blame nobody but their sender, and leave no memory behind', async (t) => {
  const stack = await startTestStack(t, { environment: { SLIPWAY_GRPC: 'true' } });
  await preparePoints(stack);
  const deployment = await servePoints(stack, await releasePoints(stack, 0.1), 'v1');
  const { predictors } = await stack.client.getDeployment({ params: { deployment } });
  await t.test('the gateway', () => fuzzDoor(stack, 'gateway', stack.addresses.gateway, gatewaySeeds));
  await t.test('a predictor', () =>
    fuzzDoor(stack, `predictor-${deployment}-0`, predictors[0]!.address, predictorSeeds),
  );
  await t.test('a predictor, by gRPC', () => fuzzGrpcDoor(stack, `predictor-${deployment}-0`));
});
