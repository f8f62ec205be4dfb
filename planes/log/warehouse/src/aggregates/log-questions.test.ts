import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { DAY, NOON, outcome, prediction, schema } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const HOUR = 3_600_000;

test('volume has every bucket of the window, the empty ones with 0', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const ask = (window: { from: string; to: string }, bucketSeconds = 6 * 3600, endpoint = 'flight-delays') =>
    author.call(logRoutes.volume, { body: { endpoint, window, bucketSeconds } });
  spool.seal('g1-1', [
    prediction('p1'),
    prediction('p2', { status: 503, score: null }),
    prediction('p3', { at: NOON + 6 * HOUR }),
    prediction('p4', { at: Date.parse(DAY.to) }),
    prediction('p5', { endpoint: 'other' }),
  ]);
  await warehouse.flush();
  const { buckets, lastAt } = await ask(DAY);
  assert.deepEqual(
    buckets.map(({ from, predictions, errors }) => [from, predictions, errors]),
    [
      ['2024-05-01T00:00:00.000Z', 0, 0],
      ['2024-05-01T06:00:00.000Z', 0, 0],
      ['2024-05-01T12:00:00.000Z', 2, 1],
      ['2024-05-01T18:00:00.000Z', 1, 0],
    ],
  );
  assert.equal(lastAt, '2024-05-01T18:00:00.000Z');
  const later = await ask({ from: '2024-06-01T00:00:00.000Z', to: '2024-06-01T01:30:00.000Z' }, 3600);
  assert.deepEqual(
    later.buckets.map(({ predictions }) => predictions),
    [0, 0],
  );
  assert.equal(later.lastAt, DAY.to, 'the last prediction may lie before the window');
  const silent = await ask(DAY, 3600, 'silent');
  assert.deepEqual([silent.buckets.length, silent.lastAt], [24, null]);
  await assert.rejects(ask({ from: '2000-01-01T00:00:00.000Z', to: DAY.to }, 1), { field: 'bucketSeconds' });
  await assert.rejects(ask({ from: DAY.to, to: DAY.from }), { code: 'INVALID_REQUEST', field: 'window.to' });
});

test('completeness counts what is stored, waiting and set aside', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const ask = () => author.call(logRoutes.completeness, {});
  assert.deepEqual(await ask(), {
    answered: 0,
    stored: 0,
    waiting: 0,
    sampledOut: 0,
    dropped: 0,
    quarantined: 0,
    outcomes: 0,
    oldestWaitingSeconds: null,
  });
  await warehouse.service.stop();
  spool.seal('g1-1', [schema([]), prediction('p1'), prediction('p2'), outcome('p1', 1)]);
  const before = await ask();
  assert.deepEqual([before.answered, before.stored, before.waiting], [2, 0, 2], 'outcomes are no answers');
  await warehouse.flush();
  const after = await ask();
  assert.deepEqual([after.answered, after.stored, after.outcomes, after.waiting], [2, 2, 1, 0]);
});

test('one prediction tells its whole story, with its latest outcome', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  const id = '018f3428-6c00-7abc-8def-0123456789ab';
  const ask = (prediction: string) => author.call(logRoutes.getPrediction, { params: { prediction } });
  spool.seal('g1-1', [
    prediction(id, { inputs: { distance: 337 }, release: 'rel-9', parametersRevision: 4 }),
    prediction(`${id}.1`),
    prediction('plain', { endpoint: 'other' }),
    outcome(id, 0),
    outcome(id, 1, { receivedAt: NOON + HOUR }),
  ]);
  await warehouse.flush();
  const found = await ask(id);
  assert.deepEqual(
    [
      found.prediction.id,
      found.prediction.release,
      found.prediction.parameters_revision,
      found.prediction.input_distance,
    ],
    [id, 'rel-9', 4, 337],
  );
  assert.deepEqual([found.outcome?.value, found.outcome?.received_at], [1, '2024-05-01T13:00:00.000Z']);
  assert.equal((await ask(`${id}.1`)).outcome, null);
  assert.equal((await ask('plain')).prediction.endpoint, 'other');
  await assert.rejects(ask('nobody'), { code: 'NOT_FOUND' });
});
