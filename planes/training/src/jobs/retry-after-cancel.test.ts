import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainingRoutes } from '@slipway/contracts';
import { actions, startControl } from './fixtures/control.ts';

test('a failed run whose cancellation came too late can be retried, and goes on', async (t) => {
  const control = await startControl();
  t.after(() => control.stop());
  const act = actions(control.client);
  await act.apply({
    name: 'late',
    steps: [
      { kind: 'command', name: 'bad', command: ['node'] },
      { kind: 'command', name: 'good', command: ['node'] },
    ],
  });
  const run = await act.start('late');
  const params = { run: run.id };
  const first = await act.lease();
  const second = await act.lease();
  assert.ok(first && second);
  const [bad, good] = first.step === 'bad' ? [first, second] : [second, first];
  await act.fail(bad.lease, false);
  await act.author.call(trainingRoutes.cancelRun, { params });
  await act.complete(good.lease);
  assert.equal((await act.show(run.id)).state, 'failed', 'there was nothing left to cancel');

  await act.author.call(trainingRoutes.retryRun, { params });
  const again = await act.lease();
  assert.deepEqual([again?.run, again?.step, again?.attempt], [run.id, 'bad', 2]);
  assert.deepEqual(await act.beat(again?.lease ?? ''), { cancelled: false });
  assert.equal((await act.author.call(trainingRoutes.cancelRun, { params })).state, 'running');
  assert.deepEqual(await act.beat(again?.lease ?? ''), { cancelled: true });
  await act.fail(again?.lease ?? '');
  assert.equal((await act.show(run.id)).state, 'cancelled');
});
