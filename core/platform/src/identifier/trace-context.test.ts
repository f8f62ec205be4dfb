import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceIdOf, traceparentOf } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const valid = `00-${TRACE}-00f067aa0ba902b7-01`;

test('a trace context is passed on as it is, also of a later version that appends', () => {
  assert.equal(traceparentOf(valid), valid);
  assert.equal(traceIdOf(valid), TRACE);
  const later = `01-${TRACE}-00f067aa0ba902b7-01-more`;
  assert.equal(traceparentOf(later), later);
});

test('what is no trace context is none', () => {
  const broken = [
    undefined,
    '',
    [valid, valid],
    valid.toUpperCase(),
    `ff${valid.slice(2)}`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `${valid}x`,
    `${valid}-${'x'.repeat(200)}`,
  ];
  for (const header of broken) assert.equal(traceparentOf(header), null, String(header));
});
