import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOfflineJudge } from './offline-judge.ts';

const judge = createOfflineJudge(() => undefined);
const job = {
  name: 'nightly',
  schedule: { cron: '0 3 * * 1-5', timezone: 'Europe/Berlin' },
  steps: [{ kind: 'command', name: 'train', command: ['node', 'train.ts'] }],
};

test('a declaration is judged without a job server, its calendar too', () => {
  assert.equal(judge(job).schedule?.timezone, 'Europe/Berlin');
  const refused = (schedule: object, field: string) =>
    assert.throws(() => judge({ ...job, schedule }), { code: 'INVALID_JOB', field });
  refused({ cron: '61 * * * *' }, 'schedule.cron');
  refused({ cron: '0 0 30 2 *' }, 'schedule.cron');
  refused({ cron: '0 3 * * *', timezone: 'Moon/Base' }, 'schedule.timezone');
  refused({ cron: '0 3 * * *', zone: 'UTC' }, 'schedule.zone');
});
