import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import { actions, startControl, untilRun } from './fixtures/control.ts';

const LEASE_SECONDS = 0.6;
let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;

before(async () => {
  control = await startControl({ leaseSeconds: LEASE_SECONDS });
  act = actions(control.client);
});
after(() => control.stop());

type Steps = JobInput['steps'];
const begin = async (name: string, steps: Steps) => {
  await act.apply({ name, steps });
  return act.start(name);
};
const one = (retry = {}): Steps => [{ kind: 'command', name: 'only', command: ['node'], retry }];
const chain: Steps = [
  { kind: 'command', name: 'first', command: ['node'] },
  { kind: 'command', name: 'second', needs: ['first'], command: ['node'] },
  { kind: 'command', name: 'third', needs: ['second'], command: ['node'] },
];

test('of many workers that ask at once, one gets the step', async () => {
  const run = await begin('exclusive', one());
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => act.lease(0, `w${i}`)));
  const given = answers.filter((answer) => answer !== null);
  assert.deepEqual(
    given.map(({ run: id }) => id),
    [run.id],
  );
  await act.complete(given[0]?.lease ?? '');
});

test('a worker that waits hears of a new step at once', async () => {
  const waiting = act.lease(10);
  await sleep(100);
  const began = performance.now();
  const run = await begin('awaited', one());
  const given = await waiting;
  assert.equal(given?.run, run.id);
  assert.ok(performance.now() - began < 450, 'without waiting for the next look');
  await act.complete(given?.lease ?? '');
});

test('heartbeats keep a lease; a silent worker loses it, and the step is given to another one', async () => {
  const run = await begin('silent', one());
  const first = await act.lease(0, 'w1');
  assert.ok(first);
  for (let i = 0; i < 5; i++) {
    await sleep(LEASE_SECONDS * 400);
    assert.deepEqual(await act.beat(first.lease), { cancelled: false });
  }
  const second = await act.lease(5, 'w2');
  assert.deepEqual([second?.run, second?.attempt], [run.id, 2]);
  await assert.rejects(act.beat(first.lease), { code: 'LEASE_LOST' });
  await assert.rejects(act.complete(first.lease), { code: 'LEASE_LOST' });
  await assert.rejects(act.fail(first.lease), { code: 'LEASE_LOST' });
  await act.complete(second?.lease ?? '');
  assert.equal((await act.show(run.id)).state, 'succeeded');
  assert.ok((await act.log(run.id)).some((line) => /worker w1 went silent/.test(line)));
});

test('after three silent workers the step has failed', async () => {
  const run = await begin('deadly', one());
  for (let attempt = 1; attempt <= 3; attempt++) assert.equal((await act.lease(5))?.attempt, attempt);
  const failed = await untilRun(() => act.show(run.id), ['failed']);
  assert.equal(failed.steps[0]?.failure?.reason, 'its worker went silent');
});

test('a failed step is tried again after its back-off, and its last failure is kept', async () => {
  const run = await begin('flaky', one({ limit: 1, delaySeconds: 0.5 }));
  const first = await act.lease();
  await act.fail(first?.lease ?? '');
  assert.equal((await act.states(run.id)).only, 'queued');
  assert.equal(await act.lease(0.2), null, 'not before its time');
  const second = await act.lease(5);
  assert.equal(second?.attempt, 2);
  await act.fail(second?.lease ?? '');
  const failed = await act.show(run.id);
  assert.equal(failed.state, 'failed');
  assert.deepEqual(failed.steps[0]?.failure, { reason: 'it broke', exitCode: 1, lastLines: ['last'] });
});

test('a failure that no retry can mend is final at once', async () => {
  const run = await begin('hopeless', one({ limit: 5 }));
  await act.fail((await act.lease())?.lease ?? '', false);
  assert.equal((await act.show(run.id)).state, 'failed');
});

test('handing in the same result twice changes nothing, a different one is refused', async () => {
  const run = await begin('twice', one());
  const lease = (await act.lease())?.lease ?? '';
  await act.complete(lease);
  await act.complete(lease);
  await assert.rejects(act.fail(lease), { code: 'LEASE_LOST' });
  await assert.rejects(act.complete('no-such-lease'), { code: 'LEASE_LOST' });
  assert.equal((await act.show(run.id)).state, 'succeeded');
});

test('retrying a run begins at the failed step and keeps what succeeded', async () => {
  const run = await begin('resumed', chain);
  const retry = () => act.author.call(trainingRoutes.retryRun, { params: { run: run.id } });
  await assert.rejects(retry(), { code: 'RUN_NOT_RETRYABLE' });
  await act.complete((await act.lease())?.lease ?? '', { artifacts: [] });
  await act.fail((await act.lease())?.lease ?? '');
  assert.deepEqual(await act.states(run.id), { first: 'succeeded', second: 'failed', third: 'skipped' });
  const retried = await retry();
  assert.deepEqual([retried.state, retried.finishedAt], ['running', null]);
  assert.deepEqual(await act.states(run.id), { first: 'succeeded', second: 'queued', third: 'waiting' });
  const second = await act.lease();
  assert.deepEqual([second?.step, second?.attempt], ['second', 2]);
  await act.complete(second?.lease ?? '');
  await act.complete((await act.lease())?.lease ?? '');
  assert.equal((await act.show(run.id)).state, 'succeeded');
});

test('cancelling ends what has not begun at once and tells the worker of what has', async () => {
  const cancel = (run: string) => act.author.call(trainingRoutes.cancelRun, { params: { run } });
  const queued = await begin('cancelled-early', chain);
  assert.equal((await cancel(queued.id)).state, 'cancelled');
  assert.equal(await act.lease(), null, 'its ticket is void');

  const running = await begin('cancelled-late', chain);
  const lease = (await act.lease())?.lease ?? '';
  assert.equal((await cancel(running.id)).state, 'running');
  assert.deepEqual(await act.states(running.id), {
    first: 'running',
    second: 'cancelled',
    third: 'cancelled',
  });
  assert.deepEqual(await act.beat(lease), { cancelled: true });
  await act.fail(lease);
  assert.equal((await act.show(running.id)).state, 'cancelled');
  assert.equal((await cancel(running.id)).state, 'cancelled');

  const done = await begin('finished', one());
  await act.complete((await act.lease())?.lease ?? '');
  await assert.rejects(cancel(done.id), { code: 'RUN_FINISHED' });
});

test('a worker that goes silent on a cancelled run ends it', async () => {
  const run = await begin('cancelled-silent', one());
  await act.lease();
  await act.author.call(trainingRoutes.cancelRun, { params: { run: run.id } });
  await untilRun(() => act.show(run.id), ['cancelled']);
});
