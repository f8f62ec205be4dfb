import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { actions, startControl, type TestScope } from './fixtures/control.ts';
import { createTrainingDatabase } from './fixtures/training-database.ts';

/** One for all tests of this file: making one takes seconds. Every test leaves no open run behind. */
let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

const control = async (t: TestScope, options: { maxRuns?: number } = {}) => {
  const started = await startControl({ database, ...options });
  t.after(() => started.stop());
  const act = actions(started.client);
  return {
    ...act,
    cancel: (run: string) => act.author.call(trainingRoutes.cancelRun, { params: { run } }),
    retry: (run: string) => act.author.call(trainingRoutes.retryRun, { params: { run } }),
    /** Takes every step that can be had; `run/step` in the order in which they were handed out. */
    leaseAll: async () => {
      const given: { lease: string; run: string; name: string }[] = [];
      for (let next = await act.lease(); next !== null; next = await act.lease())
        given.push({ lease: next.lease, run: next.run, name: `${next.job}/${next.step}` });
      return given;
    },
  };
};
const job = (name: string, more: Partial<JobInput> = {}): JobInput => ({
  name,
  steps: [{ kind: 'command', name: 'only', command: ['node'] }],
  ...more,
});

test('steps that do not need each other are handed out at the same time', async (t) => {
  const act = await control(t);
  const step = (name: string, needs: string[] = []) => ({
    kind: 'command' as const,
    name,
    needs,
    command: ['node'],
  });
  await act.apply(
    job('diamond', { steps: [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])] }),
  );
  await act.start('diamond');
  const order: string[][] = [];
  for (let given = await act.leaseAll(); given.length > 0; given = await act.leaseAll()) {
    order.push(given.map(({ name }) => name));
    for (const { lease } of given) await act.complete(lease);
  }
  // The second of the jobs of high priority has to wait for the first one.
  assert.deepEqual(order, [['diamond/a'], ['diamond/b', 'diamond/c'], ['diamond/d']]);
});

test('of a job with a concurrency only so many runs are under way; the next begins when one ends', async (t) => {
  const act = await control(t);
  await act.apply(job('two-at-once', { concurrency: 2 }));
  const runs = [];
  for (let i = 0; i < 4; i++) runs.push((await act.start('two-at-once')).id);
  const given = await act.leaseAll();
  assert.deepEqual(
    given.map(({ run }) => run),
    runs.slice(0, 2),
  );
  assert.deepEqual(await act.states(runs[2] ?? ''), { only: 'waiting' });
  assert.equal((await act.show(runs[2] ?? '')).state, 'queued');
  await act.complete(given[0]?.lease ?? '');
  const next = await act.leaseAll();
  assert.deepEqual(
    next.map(({ run }) => run),
    [runs[2]],
  );
  await act.cancel(runs[3] ?? '');
  for (const { lease } of [...given.slice(1), ...next]) await act.complete(lease);
  assert.deepEqual(await act.leaseAll(), [], 'a run that was cancelled while it waited never begins');
});

test('a failed run that is retried waits for room again', async (t) => {
  const act = await control(t);
  await act.apply(job('one-at-once', { concurrency: 1 }));
  const first = await act.start('one-at-once');
  await act.fail((await act.leaseAll())[0]?.lease ?? '', false);
  const second = await act.start('one-at-once');
  assert.equal((await act.states(second.id)).only, 'queued');
  await act.retry(first.id);
  const [given] = await act.leaseAll();
  assert.equal(given?.run, second.id);
  assert.equal((await act.states(first.id)).only, 'waiting');
  await act.complete(given?.lease ?? '');
  const [again] = await act.leaseAll();
  assert.equal(again?.run, first.id);
  await act.complete(again?.lease ?? '');
});

test('the limit of all jobs holds together with those of the jobs, and priority says who is next', async (t) => {
  const act = await control(t, { maxRuns: 2 });
  await act.apply(job('low'));
  await act.apply(job('high', { priority: 10, concurrency: 1 }));
  for (const name of ['low', 'low', 'low', 'high', 'high']) await act.start(name);
  const order: string[] = [];
  const underWay = await act.leaseAll();
  assert.equal(underWay.length, 2);
  for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
    order.push(next.name);
    await act.complete(next.lease);
    underWay.push(...(await act.leaseAll()));
    assert.ok(underWay.length <= 2);
  }
  assert.deepEqual(order, ['low/only', 'low/only', 'high/only', 'low/only', 'high/only']);
});

test('of steps that are ready, those of a higher priority are handed out first, then older ones', async (t) => {
  const act = await control(t);
  for (const [name, priority] of [
    ['later', -5],
    ['normal', undefined],
    ['urgent', 50],
  ] as const)
    await act.apply(job(name, priority === undefined ? {} : { priority }));
  for (const name of ['later', 'normal', 'urgent', 'normal', 'urgent']) await act.start(name);
  const given = await act.leaseAll();
  assert.deepEqual(
    given.map(({ name }) => name.split('/')[0]),
    ['urgent', 'urgent', 'normal', 'normal', 'later'],
  );
  for (const { lease } of given) await act.complete(lease);
});

test('runs that wait when the job server dies begin after its restart', async (t) => {
  const first = await control(t, { maxRuns: 1 });
  await first.apply(job('patient'));
  const runs = [await first.start('patient'), await first.start('patient')];
  const given = await first.leaseAll();
  assert.equal(given.length, 1);
  // A crash between the end of one run and the admission of the next one.
  await database
    .of<{ training_run: { id: string; finished_at: Date | null; admitted: boolean; state: string } }>()
    .updateTable('training_run')
    .set({ finished_at: new Date(), admitted: false, state: 'cancelled' })
    .where('id', '=', runs[0]?.id ?? '')
    .execute();
  const next = await first.lease(5);
  assert.equal(next?.run, runs[1]?.id);
  await first.complete(next?.lease ?? '');
});
