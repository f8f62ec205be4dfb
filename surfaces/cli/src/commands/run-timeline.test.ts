import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timelineBars } from './run-timeline.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const step = (from: number | null, to: number | null) => ({
  startedAt: from === null ? null : at(from),
  finishedAt: to === null ? null : at(to),
});

test('bars show when each step ran, beside the others', () => {
  assert.deepEqual(timelineBars([step(0, 6), step(6, 24), step(12, 24), step(null, null)], START), [
    '██████··················',
    '······██████████████████',
    '············████████████',
    '',
  ]);
});

test('a running step reaches to now, and one without length can be seen', () => {
  assert.deepEqual(timelineBars([step(0, 0), step(0, null)], START + 10_000), [
    '█·······················',
    '████████████████████████',
  ]);
  assert.deepEqual(timelineBars([step(5, 5)], START), ['█·······················']);
  assert.deepEqual(timelineBars([], START), []);
});
