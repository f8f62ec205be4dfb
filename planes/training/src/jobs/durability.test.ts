import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { actions, startControl } from './fixtures/control.ts';
import { createTrainingDatabase } from './fixtures/training-database.ts';

test('leases, queued steps and back-offs outlive the control process', async (t) => {
  const database = await createTrainingDatabase();
  t.after(() => database.close());
  const leaseSeconds = 0.8;
  let control = await startControl({ database, leaseSeconds });
  t.after(() => control.stop());
  let act = actions(control.client);
  await act.apply({
    name: 'lasting',
    steps: [
      { kind: 'command', name: 'long', command: ['node'] },
      { kind: 'command', name: 'later', command: ['node'], retry: { limit: 1, delaySeconds: 0.5 } },
      { kind: 'command', name: 'last', needs: ['long', 'later'], command: ['node'] },
    ],
  });
  const run = await act.start('lasting');
  const long = await act.lease();
  const later = await act.lease();
  assert.deepEqual([long?.step, later?.step], ['long', 'later']);
  await act.fail(later?.lease ?? '');

  await control.stop();
  // Longer than a lease: nobody could have sent a heartbeat.
  await sleep(leaseSeconds * 1500);
  control = await startControl({ database, leaseSeconds });
  act = actions(control.client);

  assert.deepEqual(await act.beat(long?.lease ?? ''), { cancelled: false });
  const retried = await act.lease(3);
  assert.deepEqual([retried?.step, retried?.attempt], ['later', 2]);
  await act.complete(retried?.lease ?? '');
  await act.complete(long?.lease ?? '');
  await act.complete((await act.lease())?.lease ?? '');
  const done = await act.show(run.id);
  assert.deepEqual([done.state, done.steps.map(({ attempt }) => attempt)], ['succeeded', [1, 2, 1]]);
});
