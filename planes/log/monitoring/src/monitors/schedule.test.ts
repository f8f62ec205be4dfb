import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MonitorRequest } from '@slipway/contracts';
import { lastTick, nextTick, scheduleProblem } from './schedule.ts';
import { validateMonitor } from './validate-monitor.ts';

const at = (text: string) => Date.parse(`2026-11-22T${text}Z`);
const now = at('10:00:30');

test('ticks are minutes in UTC', () => {
  assert.equal(nextTick('*/5 * * * *', now), at('10:05:00'));
  assert.equal(lastTick('*/5 * * * *', now), at('10:00:00'));
  assert.equal(lastTick('*/5 * * * *', at('10:00:00')), at('10:00:00'), 'a tick of now counts');
  assert.equal(nextTick('*/5 * * * *', at('10:00:00')), at('10:05:00'));
  assert.equal(nextTick('0 12 * * *', now), at('12:00:00'));
});

test('what is no schedule is told why', () => {
  for (const pattern of ['*/5 * * * *', '@hourly', '0 6 * * MON-FRI'])
    assert.equal(scheduleProblem(pattern, now), null, pattern);
  for (const pattern of ['', 'bad', '61 * * * *', '* * * * * *', '2040-01-01T00:00:00', '2040-01-01 00:00'])
    assert.match(scheduleProblem(pattern, now) ?? 'accepted', /is (not )?a (cron pattern|date)/, pattern);
  assert.match(scheduleProblem('0 0 30 2 *', now) ?? 'accepted', /never/);
});

test('a monitor is refused with every wrong field', () => {
  const request = (over: object) => MonitorRequest.parse({ endpoint: 'late', kind: 'volume', ...over });
  const refuse = (over: object, ...fields: string[]) =>
    assert.throws(
      () => validateMonitor(request(over), now),
      (error: { code: string; field: string; problems: { field: string }[] }) => {
        assert.equal(error.code, 'INVALID_REQUEST');
        assert.equal(error.field, fields[0]);
        assert.deepEqual(
          error.problems.map(({ field }) => field),
          fields,
        );
        return true;
      },
    );
  validateMonitor(request({ schedule: '* * * * *', webhook: 'http://127.0.0.1:9/hook' }), now);
  refuse({ schedule: 'often' }, 'schedule');
  refuse({ webhook: 'file:///etc/passwd' }, 'webhook');
  refuse({ webhook: 'https://user:secret@example.org/' }, 'webhook');
  refuse(
    { minimumPredictions: 10, maximumPredictions: 5, schedule: '1 2 3' },
    'schedule',
    'minimumPredictions',
  );
});
