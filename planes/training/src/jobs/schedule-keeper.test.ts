import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPgliteDatabase } from '@slipway/adapters';
import { type Job, type JobInput, type Run, trainingRoutes } from '@slipway/contracts';
import { actions, startControl } from './fixtures/control.ts';

const job = (name: string, more: Partial<JobInput> = {}): JobInput => ({
  name,
  steps: [{ kind: 'command', name: 'only', command: ['node'] }],
  ...more,
});

/** Two control processes, one after the other, on the same database. */
test('schedules: set, shown, started, kept over a restart, and made up for once', async (t) => {
  const database = await createPgliteDatabase({ directory: 'memory' });
  t.after(() => database.close());
  let control = await startControl({ database, cronSeconds: 1 });
  t.after(() => control.stop());
  let act = actions(control.client);
  const set = (name: string, schedule: Job['schedule'] | null): Promise<Job> =>
    act.author.call(trainingRoutes.setSchedule, {
      params: { job: name },
      body: { schedule: schedule ?? null },
    });
  const runsOf = async (name: string): Promise<Run[]> =>
    (await act.author.call(trainingRoutes.listRuns, { query: { job: name } })).items;

  await t.test('the next run is shown in the time zone of the schedule', async () => {
    const applied = await act.apply(
      job('nightly', { schedule: { cron: '30 3 * * *', timezone: 'Asia/Kolkata' } }),
    );
    assert.match(applied.nextRunAt ?? '', /T22:00:00.000Z$/);
    await assert.rejects(set('nightly', { cron: 'every now and then', timezone: 'UTC' }), {
      code: 'INVALID_JOB',
      field: 'schedule',
    });
  });

  await t.test('a schedule that an operator has set stays until the declared one changes', async () => {
    await act.apply(job('operated', { schedule: { cron: '0 1 * * *' } }));
    assert.equal((await set('operated', null)).nextRunAt, null);
    assert.equal(
      (await act.apply(job('operated', { schedule: { cron: '0 1 * * *' }, seed: 1 }))).schedule,
      undefined,
    );
    const changed = await act.apply(job('operated', { schedule: { cron: '0 2 * * *' } }));
    assert.equal(changed.schedule?.cron, '0 2 * * *');
  });

  await t.test(
    'a run is started when its time has come, once, in the name of who applied the job',
    async () => {
      await act.apply(job('minutely', { schedule: { cron: '* * * * *' } }));
      const end = Date.now() + 10_000;
      while ((await runsOf('minutely')).length === 0 && Date.now() < end) await sleep(100);
      const [run] = await runsOf('minutely');
      assert.deepEqual([run?.trigger, run?.author], ['schedule', 'author']);
      await set('minutely', null);
    },
  );

  await t.test('after a night of absence a missed run is started once', async () => {
    const threeHoursAgo = new Date(Date.now() - 3 * 3_600_000).getUTCHours();
    await act.apply(job('missed', { schedule: { cron: `0 ${threeHoursAgo} * * *` } }));
    await control.stop();
    // As if the last look at the schedules, and the schedule itself, were nine hours old.
    await database.executeSql("update pgboss.version set cron_on = now() - interval '9 hours'");
    await database.executeSql(
      "update pgboss.schedule set created_on = now() - interval '10 hours' where key = 'missed'",
    );
    control = await startControl({ database, cronSeconds: 1 });
    act = actions(control.client);
    const end = Date.now() + 10_000;
    while ((await runsOf('missed')).length === 0 && Date.now() < end) await sleep(100);
    await sleep(2500);
    assert.equal((await runsOf('missed')).length, 1);
  });
});
