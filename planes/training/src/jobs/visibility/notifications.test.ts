import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DELIVERY_HEADER,
  type JobInput,
  JobNotification,
  SIGNATURE_HEADER,
  trainingRoutes,
  triggerRoutes,
} from '@slipway/contracts';
import { verifyWebhook } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import { startReceiver, type WebhookReceiver } from '@slipway/platform/fixtures';
import { actions, startControl, type TestScope } from '../fixtures/control.ts';
import { createTrainingDatabase, emptyTrainingDatabase } from '../fixtures/training-database.ts';

const job = (name: string, notify: JobInput['notify'], more: Partial<JobInput> = {}): JobInput => ({
  name,
  steps: [{ kind: 'command', name: 'only', command: ['node'] }],
  ...(notify ? { notify } : {}),
  ...more,
});

let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

/** A control process on an empty database, or one that comes after another on its database. */
const world = async (t: TestScope, { again = false } = {}) => {
  if (!again) await emptyTrainingDatabase(database);
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const control = await startControl({ clock, cronSeconds: 1, database });
  t.after(() => control.stop());
  const pass = (milliseconds: number): void => {
    ahead += milliseconds;
  };
  return { control, act: actions(control.client), pass };
};

const received = async (receiver: WebhookReceiver, count: number): Promise<JobNotification[]> => {
  const end = Date.now() + 10_000;
  while (receiver.bodies.length < count && Date.now() < end) await sleep(30);
  return receiver.bodies.map((body) => JobNotification.parse(body));
};

test('a failed run is told with its reason and last lines, signed, and a run that succeeds when that is wanted', async (t) => {
  const receiver = await startReceiver(t);
  const { act } = await world(t);
  await act.apply(job('told', { url: receiver.url, on: ['failed', 'succeeded'] }));
  const { notificationKey, secret } = await act.author.call(triggerRoutes.createJobWebhook, {
    params: { job: 'told' },
  });
  const run = await act.start('told');
  await act.fail((await act.lease())?.lease ?? '', false);
  const [failed] = await received(receiver, 1);
  assert.ok(failed?.event === 'failed');
  assert.deepEqual([failed.job, failed.run, failed.trigger], ['told', run.id, 'person']);
  assert.deepEqual(
    failed.failures.map(({ step, reason, exitCode, lastLines }) => [step, reason, exitCode, lastLines]),
    [['only', 'it broke', 1, ['last']]],
  );
  const [call] = receiver.calls;
  assert.equal(call?.headers[DELIVERY_HEADER], failed.id);
  const verify = (key: string) =>
    verifyWebhook({
      key,
      header: call?.headers[SIGNATURE_HEADER]?.toString(),
      body: call?.text ?? '',
      now: Date.now(),
      toleranceSeconds: 300,
    }).kind;
  assert.equal(verify(notificationKey), 'valid');
  assert.equal(verify(secret), 'invalid', 'who is notified cannot start runs');
  await act.author.call(trainingRoutes.retryRun, { params: { run: run.id } });
  await act.complete((await act.lease())?.lease ?? '');
  const [, succeeded] = await received(receiver, 2);
  assert.ok(succeeded?.event === 'succeeded' && succeeded.failures.length === 0);
});

test('what nobody asked to be told is not told', async (t) => {
  const receiver = await startReceiver(t);
  const { act } = await world(t);
  await act.apply(job('quiet', { url: receiver.url }));
  await act.start('quiet');
  await act.complete((await act.lease())?.lease ?? '');
  const cancelled = await act.start('quiet');
  await act.author.call(trainingRoutes.cancelRun, { params: { run: cancelled.id } });
  await sleep(700);
  assert.deepEqual(receiver.bodies, []);
});

test('a receiver that was down hears of it later, once, also after a restart of control', async (t) => {
  const receiver = await startReceiver(t, [503, 500]);
  const first = await world(t);
  await first.act.apply(job('late', { url: receiver.url }));
  await first.act.start('late');
  await first.act.fail((await first.act.lease())?.lease ?? '', false);
  await received(receiver, 1);
  await sleep(300);
  await first.control.stop();
  const second = await world(t, { again: true });
  second.pass(11_000);
  await received(receiver, 2);
  second.pass(61_000);
  await received(receiver, 3);
  second.pass(3_600_000);
  await second.act.start('late');
  await sleep(600);
  assert.equal(new Set((await received(receiver, 3)).map(({ id }) => id)).size, 1);
  assert.equal(receiver.bodies.length, 3);
});

test('missed ticks are told, with what became of them', async (t) => {
  const receiver = await startReceiver(t);
  const first = await world(t);
  await first.act.apply(job('missed', { url: receiver.url }, { schedule: { cron: '0 * * * *' } }));
  await sleep(1200);
  await first.control.stop();
  const second = await world(t, { again: true });
  second.pass(2 * 3_600_000);
  const [told] = await received(receiver, 1);
  assert.ok(told?.event === 'missed');
  assert.equal(told.job, 'missed');
  assert.ok(told.ticks.some(({ late, state }) => late && state === 'merged'));
});

test('a url that is none, or of another kind, is refused', async (t) => {
  const { act } = await world(t);
  for (const url of ['nowhere', 'file:///etc/passwd', 'ftp://x.example'])
    await assert.rejects(
      act.author.call(trainingRoutes.putJob, {
        params: { job: 'bad' },
        body: {
          declaration: { ...job('bad', { url, on: ['failed'] }), steps: [] } as never,
          code: { directory: '/', commit: null, dirty: false },
        },
      }),
      (error: { code: string; problems: { field: string }[] }) =>
        error.code === 'INVALID_JOB' && error.problems.some(({ field }) => field === 'notify.url'),
    );
});
