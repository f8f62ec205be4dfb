import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExecutionResult } from '@slipway/platform';
import { isRetriedEnd } from './retried-end.ts';

const end = (ended: ExecutionResult['ended'], exitCode: number | null, signal: string | null = null) => ({
  ended,
  exitCode,
  signal,
});

test('without a filter everything but a missing program is tried again', () => {
  assert.equal(isRetriedEnd(end('exited', 1), undefined), true);
  assert.equal(isRetriedEnd(end('exited', null, 'SIGSEGV'), undefined), true);
  assert.equal(isRetriedEnd(end('not-started', null), undefined), false);
});

test('a filter of exit codes lets only these through; 128 + n is signal n', () => {
  assert.equal(isRetriedEnd(end('exited', 75), [75, 137]), true);
  assert.equal(isRetriedEnd(end('exited', 1), [75, 137]), false);
  assert.equal(isRetriedEnd(end('exited', null, 'SIGKILL'), [75, 137]), true);
  assert.equal(isRetriedEnd(end('exited', null, 'SIGSEGV'), [75, 137]), false);
});

test('what the platform ended is no exit code', () => {
  assert.equal(isRetriedEnd(end('timed-out', null, 'SIGTERM'), [75]), true);
  assert.equal(isRetriedEnd(end('memory-exceeded', null, 'SIGKILL'), [75]), true);
  assert.equal(isRetriedEnd(end('not-started', null), [75]), false);
});
