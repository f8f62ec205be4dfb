import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Job,
  type JobInput,
  type Run,
  type ScheduleTick,
  trainingRoutes,
  triggerRoutes,
} from '@slipway/contracts';
import type { Database } from '@slipway/platform/database';
import { actions, startControl, type TestScope } from '../fixtures/control.ts';
import { createTrainingDatabase, emptyTrainingDatabase } from '../fixtures/training-database.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

/** A control process whose clock a test can move, and that can be away for a while. */
const startScheduled = async (t: TestScope) => {
  await emptyTrainingDatabase(database);
  // Ten minutes past the next hour: no real minute or hour begins while a test runs.
  let ahead = Math.ceil(Date.now() / HOUR) * HOUR + 10 * MINUTE + 5000 - Date.now();
  const clock = { now: () => Date.now() + ahead };
  const start = () => startControl({ database, clock, cronSeconds: 1 });
  let control = await start();
  t.after(() => control.stop());
  let act = actions(control.client);
  const world = {
    clock,
    get act() {
      return act;
    },
    /** Moves the clock; the job server looks within a second. */
    pass: (milliseconds: number) => {
      ahead += milliseconds;
    },
    /** The job server is down while the time passes. */
    absence: async (milliseconds: number) => {
      await control.stop();
      ahead += milliseconds;
      control = await start();
      act = actions(control.client);
    },
    runsOf: async (job: string): Promise<Run[]> =>
      (await act.author.call(trainingRoutes.listRuns, { query: { job } })).items,
    ticksOf: async (job: string): Promise<ScheduleTick[]> =>
      (await act.author.call(triggerRoutes.listScheduleTicks, { params: { job } })).ticks,
    set: (job: string, schedule: Job['schedule'] | null): Promise<Job> =>
      act.author.call(trainingRoutes.setSchedule, { params: { job }, body: { schedule: schedule ?? null } }),
    until: async <T>(what: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
      const end = Date.now() + 10_000;
      for (;;) {
        const value = await what();
        if (good(value)) return value;
        if (Date.now() > end) assert.fail(`it did not become so: ${JSON.stringify(value)}`);
        await sleep(50);
      }
    },
  };
  return world;
};

const job = (name: string, schedule: JobInput['schedule']): JobInput => ({
  name,
  steps: [{ kind: 'command', name: 'only', command: ['node'] }],
  ...(schedule ? { schedule } : {}),
});
const states = (ticks: readonly ScheduleTick[]): string[] => ticks.map(({ state }) => state);

test('the next run is shown in the time zone of the schedule, and a schedule that cannot be is refused', async (t) => {
  const { act, set } = await startScheduled(t);
  const applied = await act.apply(
    job('nightly', { cron: '30 3 * * *', timezone: 'Asia/Kolkata', overlap: 'replace' }),
  );
  assert.match(applied.nextRunAt ?? '', /T22:00:00.000Z$/);
  assert.equal(applied.schedule?.overlap, 'replace');
  const refused = { code: 'INVALID_JOB', field: 'schedule' };
  await assert.rejects(set('nightly', { cron: 'every now and then', timezone: 'UTC' }), refused);
  await assert.rejects(set('nightly', { cron: '* * * * *', timezone: 'UTC', catchUp: 'all' }), refused);
});

test('a schedule that an operator has set stays until the declared one changes', async (t) => {
  const { act, set } = await startScheduled(t);
  await act.apply(job('operated', { cron: '0 1 * * *' }));
  assert.equal((await set('operated', null)).nextRunAt, null);
  assert.equal((await act.apply({ ...job('operated', { cron: '0 1 * * *' }), seed: 1 })).schedule, undefined);
  const changed = await act.apply(job('operated', { cron: '0 2 * * *' }));
  assert.equal(changed.schedule?.cron, '0 2 * * *');
});

test('a run is started when its time has come, once, in the name of who applied the job', async (t) => {
  const world = await startScheduled(t);
  await world.act.apply(job('minutely', { cron: '* * * * *' }));
  await sleep(1500);
  assert.equal((await world.runsOf('minutely')).length, 0, 'not before its time');
  world.pass(MINUTE);
  const [run] = await world.until(
    () => world.runsOf('minutely'),
    (runs) => runs.length > 0,
  );
  assert.deepEqual([run?.trigger, run?.author], ['schedule', 'author']);
  const [tick] = await world.until(
    () => world.ticksOf('minutely'),
    ([first]) => first?.state === 'started',
  );
  assert.equal(tick?.run, run?.id);
});

test('overlap: skip, queue, and replace', async (t) => {
  const world = await startScheduled(t);
  const { act } = world;
  for (const overlap of ['skip', 'queue', 'replace'] as const)
    await act.apply(job(overlap, { cron: '* * * * *', overlap }));
  await sleep(1200);
  world.pass(MINUTE);
  const started = (name: string, count: number) =>
    world.until(
      () => world.runsOf(name),
      (runs) => runs.length === count,
    );
  const firsts = await Promise.all(['skip', 'queue', 'replace'].map((name) => started(name, 1)));
  world.pass(MINUTE);
  const second = (name: string) =>
    world.until(
      () => world.ticksOf(name),
      (ticks) => ticks.length === 2,
    );
  assert.deepEqual(states(await second('skip')), ['skipped', 'started']);
  assert.deepEqual(states(await second('queue')), ['waiting', 'started']);
  const replaced = await started('replace', 2);
  assert.deepEqual(
    replaced.map(({ state }) => state),
    ['queued', 'cancelled'],
  );
  assert.equal((await world.runsOf('queue')).length, 1);
  await act.author.call(trainingRoutes.cancelRun, { params: { run: firsts[1]?.[0]?.id ?? '' } });
  await started('queue', 2);
  assert.equal((await world.runsOf('skip')).length, 1);
});

test('catch-up after a night of absence: none, one run for all, and one each', async (t) => {
  const world = await startScheduled(t);
  for (const [catchUp, overlap] of [
    ['none', 'skip'],
    ['latest', 'skip'],
    ['all', 'queue'],
  ] as const)
    await world.act.apply(job(catchUp, { cron: '0 * * * *', catchUp, overlap }));
  await sleep(1200);
  await world.absence(3 * HOUR);
  const three = (name: string) =>
    world.until(
      () => world.ticksOf(name),
      (ticks) => ticks.length >= 3,
    );
  assert.ok((await three('none')).slice(-2).every(({ state, late }) => late && state === 'missed'));
  const latest = await world.until(
    () => world.ticksOf('latest'),
    (ticks) => ticks.length >= 3 && ticks[0]?.state === 'started',
  );
  assert.deepEqual(states(latest), ['started', 'merged', 'merged']);
  const all = await world.until(
    () => world.ticksOf('all'),
    (ticks) => ticks.length >= 3 && ticks[2]?.state === 'started',
  );
  assert.deepEqual(states(all), ['waiting', 'waiting', 'started']);
  await sleep(1500);
  assert.equal((await world.runsOf('latest')).length, 1);
  assert.equal((await world.runsOf('all')).length, 1);
});

test('the time without a schedule is not made up for', async (t) => {
  const world = await startScheduled(t);
  await world.act.apply(job('paused', { cron: '0 * * * *' }));
  await sleep(1200);
  await world.set('paused', null);
  await sleep(1200);
  world.pass(5 * HOUR);
  await world.set('paused', { cron: '0 * * * *', timezone: 'UTC' });
  await sleep(1500);
  assert.deepEqual(await world.ticksOf('paused'), []);
});
