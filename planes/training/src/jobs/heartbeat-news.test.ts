import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heartbeat } from '@slipway/contracts';
import { newsOf } from './heartbeat-news.ts';

const line = (text: string) => ({ at: '2001-01-01T00:00:00.000Z', stream: 'stdout' as const, text });
const metric = (value: number) => ({ key: 'loss', value });
const counts = (lines_stored: number, metrics_stored: number) => ({ lines_stored, metrics_stored });

test('a heartbeat that was stored but not answered comes again with more: only the more is new', () => {
  const beat = Heartbeat.parse({
    lines: [line('a'), line('b'), line('c')],
    metrics: [metric(1), metric(2)],
    after: { lines: 5, metrics: 0 },
  });
  const news = newsOf(beat, counts(7, 1));
  assert.deepEqual(
    [news.lines.map(({ text }) => text), news.metrics.map(({ value }) => value), news.stored],
    [['c'], [2], counts(8, 2)],
  );
});

test('what is new altogether is stored whole, and a repetition not at all', () => {
  const beat = Heartbeat.parse({ lines: [line('a')], after: { lines: 0, metrics: 0 } });
  assert.deepEqual(newsOf(beat, counts(0, 0)).lines.length, 1);
  assert.deepEqual(newsOf(beat, counts(1, 0)), { lines: [], metrics: [], stored: counts(1, 0) });
});

test('a worker that does not count is believed', () => {
  const news = newsOf(Heartbeat.parse({ lines: [line('a')] }), counts(3, 0));
  assert.deepEqual([news.lines.length, news.stored], [1, counts(4, 0)]);
});
