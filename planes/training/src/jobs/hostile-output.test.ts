import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { trainingRoutes } from '@slipway/contracts';
import { actions, startControl } from './fixtures/control.ts';
import { createTrainingDatabase } from './fixtures/training-database.ts';
import { storable, storableJson } from './storable.ts';

let database: Awaited<ReturnType<typeof createTrainingDatabase>>;
let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;

before(async () => {
  database = await createTrainingDatabase();
  control = await startControl({ database });
  act = actions(control.client);
});
after(async () => {
  await control.stop();
  await database.close();
});

const begin = async (name: string) => {
  await act.apply({ name, steps: [{ kind: 'command', name: 'only', command: ['node'] }] });
  const run = await act.start(name);
  const lease = (await act.lease())?.lease;
  assert.ok(lease);
  return { run: run.id, lease };
};

test('what the database cannot hold is replaced, in texts and in documents', () => {
  assert.equal(storable('a\0b\ud800'), 'a\ufffdb\ufffd');
  assert.equal(storableJson({ lines: ['\0', 'whole \u{1F600}'] }), '{"lines":["\ufffd","whole \u{1F600}"]}');
});

test('a step whose last lines hold a NUL and half a character fails, and its run ends', async () => {
  const { run, lease } = await begin('binary');
  const failure = { reason: 'it broke\0', exitCode: 1, lastLines: ['PK\0\0', 'cut \ud83d'] };
  await act.worker.call(trainingRoutes.failStep, { params: { lease }, body: { failure } });
  const { state, steps } = await act.show(run);
  assert.equal(state, 'failed');
  assert.deepEqual(steps[0]?.failure, {
    reason: 'it broke\ufffd',
    exitCode: 1,
    lastLines: ['PK\ufffd\ufffd', 'cut \ufffd'],
  });
});

test('a metric that cannot be kept is refused with its field, and the lease is kept', async () => {
  const { lease } = await begin('metrics');
  const beat = (metric: { key: string; value: number; at?: string }) =>
    act.worker.call(trainingRoutes.heartbeat, { params: { lease }, body: { metrics: [metric] } });
  await assert.rejects(beat({ key: 'k'.repeat(501), value: 1 }), {
    code: 'INVALID_REQUEST',
    field: 'metrics[0].key',
  });
  await assert.rejects(beat({ key: 'k', value: 1, at: '0000-01-01T00:00:00Z' }), {
    code: 'INVALID_REQUEST',
    field: 'metrics[0].at',
  });
  for (const at of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z'])
    assert.deepEqual(await beat({ key: '\u{FFFD}'.repeat(500), value: -1e308, at }), { cancelled: false });
  await act.complete(lease);
});
