import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepSpans } from './step-spans.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

test('a span is where the step lies on the time of the run, and what goes on reaches to now', () => {
  const steps = [
    { startedAt: at(0), finishedAt: at(5) },
    { startedAt: at(5), finishedAt: null },
    { startedAt: null, finishedAt: null },
  ];
  assert.deepEqual(stepSpans(steps, START + 20_000), [{ left: 0, width: 25 }, { left: 25, width: 75 }, null]);
});

test('a step without length can be seen, also at the end', () => {
  const steps = [
    { startedAt: at(0), finishedAt: at(100) },
    { startedAt: at(100), finishedAt: at(100) },
  ];
  assert.deepEqual(stepSpans(steps, START)[1], { left: 99, width: 1 });
  assert.deepEqual(stepSpans([], START), []);
});
