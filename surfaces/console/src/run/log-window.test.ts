import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '@slipway/contracts';
import { addLines, EMPTY_WINDOW, KEPT_LINES } from './log-window.ts';

const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from }, (_, index) => ({
    sequence: from + index,
    step: 'train',
    at: '2026-01-01T00:00:00.000Z',
    stream: 'stdout',
    text: `line ${from + index}`,
  }));

test('lines are kept in order, and those that come again are not repeated', () => {
  const first = addLines(EMPTY_WINDOW, lines(0, 3));
  const second = addLines(first, lines(1, 5));
  assert.deepEqual(
    second.lines.map(({ sequence }) => sequence),
    [0, 1, 2, 3, 4],
  );
});

test('the oldest are left out, and counted', () => {
  const full = addLines(addLines(EMPTY_WINDOW, lines(0, KEPT_LINES)), lines(KEPT_LINES, KEPT_LINES + 7));
  assert.deepEqual([full.lines.length, full.lines[0]?.sequence, full.left], [KEPT_LINES, 7, 7]);
});
