import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, systemClock } from '@slipway/platform';
import { createTrainingDatabase } from '../fixtures/training-database.ts';
import { createQueueEngine } from '../queue-engine.ts';
import { newestTicks, ScheduleCalendar } from './schedule-calendar.ts';

const logger = createLogger('test', 'silent');
const database = await createTrainingDatabase();
const calendar = new ScheduleCalendar(createQueueEngine({ database, logger }), systemClock, logger);
test.after(() => database.close());

const ticks = (cron: string, timezone: string, after: string, count: number): string[] =>
  calendar
    .ticksAfter({ cron, timezone }, Date.parse(after), count)
    .map((tick) => new Date(tick).toISOString().slice(0, 16));

test('a tick in the hour that the clock leaves out comes an hour later, once', () => {
  // New York, 8 March 2026: after 1:59 comes 3:00. 2:30 would be 7:30 UTC in the old time.
  assert.deepEqual(ticks('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2), [
    '2026-03-08T07:30',
    '2026-03-09T06:30',
  ]);
});

test('a tick in the hour that comes twice comes once', () => {
  // New York, 1 November 2026: 1:30 is at 5:30 and at 6:30 UTC.
  assert.deepEqual(ticks('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2), [
    '2026-11-01T05:30',
    '2026-11-02T06:30',
  ]);
});

test('every half hour is every half hour, on such days too', () => {
  assert.deepEqual(ticks('*/30 * * * *', 'America/New_York', '2026-11-01T04:45:00Z', 5), [
    '2026-11-01T05:00',
    '2026-11-01T05:30',
    '2026-11-01T06:00',
    '2026-11-01T06:30',
    '2026-11-01T07:00',
  ]);
  assert.deepEqual(ticks('*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:15:00Z', 3), [
    '2026-03-29T00:30',
    '2026-03-29T01:00',
    '2026-03-29T01:30',
  ]);
});

test('midnight where the day begins at one', () => {
  assert.deepEqual(ticks('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00:00Z', 2), [
    '2018-11-04T03:00',
    '2018-11-05T02:00',
  ]);
});

test('after years of absence the newest ticks are found without walking through the years', () => {
  const minutely = { cron: '* * * * *', timezone: 'UTC' };
  const now = Date.parse('2026-06-01T00:00:30Z');
  let asked = 0;
  const ticksAfter = (after: number, count: number) => {
    asked += 1;
    return calendar.ticksAfter(minutely, after, count);
  };
  const found = newestTicks(ticksAfter, Date.parse('2020-01-01T00:00:00Z'), now, 100);
  assert.equal(found.length, 100);
  assert.equal(new Date(found.at(-1) ?? 0).toISOString(), '2026-06-01T00:00:00.000Z');
  assert.ok(asked < 20, `${asked} questions`);
  const yearly = (after: number, count: number) =>
    calendar.ticksAfter({ cron: '0 0 1 1 *', timezone: 'UTC' }, after, count);
  assert.equal(newestTicks(yearly, Date.parse('2020-06-01T00:00:00Z'), now, 100).length, 6);
  assert.deepEqual(newestTicks(yearly, now - 1000, now, 100), []);
});

test('what is no schedule is said why', () => {
  const judge = (cron: string, more: object = {}) => calendar.judge({ cron, timezone: 'UTC', ...more });
  assert.equal(judge('0 3 * * *'), null);
  assert.match(judge('61 * * * *') ?? '', /"61 \* \* \* \*" in UTC cannot be used/);
  assert.match(judge('0 3 * * *', { timezone: 'Moon/Base' }) ?? '', /Moon\/Base/);
  assert.match(judge('0 3 * * *', { catchUp: 'all' }) ?? '', /needs overlap "queue"/);
  assert.equal(judge('0 3 * * *', { catchUp: 'all', overlap: 'queue' }), null);
});
