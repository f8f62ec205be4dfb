import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run, RunStep } from '@slipway/contracts';
import { WatchProgress } from './watch-progress.ts';

const AT = '2026-01-01T00:00:00.000Z';
const step = (name: string, state: RunStep['state'], more: Partial<RunStep> = {}): RunStep => ({
  name,
  kind: 'command',
  needs: [],
  state,
  attempt: state === 'waiting' ? 0 : 1,
  startedAt: state === 'waiting' ? null : AT,
  finishedAt: state === 'succeeded' || state === 'failed' ? '2026-01-01T00:00:12.000Z' : null,
  output: null,
  failure: null,
  ...more,
});
const run = (...steps: RunStep[]): Run => ({
  id: 'run-1',
  job: 'j',
  jobRevision: 1,
  state: 'running',
  trigger: 'person',
  author: 'ada',
  parameters: {},
  seed: 1,
  steps,
  createdAt: AT,
  startedAt: AT,
  finishedAt: null,
});
const of = (...steps: RunStep[]) => ({ event: 'run' as const, data: run(...steps) });

test('each change of a step is told once, also when the stream begins anew', () => {
  const progress = new WatchProgress();
  assert.deepEqual(progress.take(of(step('a', 'running'), step('b', 'waiting'))), ['▸ a running']);
  assert.deepEqual(progress.take(of(step('a', 'running'), step('b', 'waiting'))), []);
  assert.deepEqual(progress.take(of(step('a', 'succeeded'), step('b', 'running'))), [
    '✓ a succeeded in 12.0 s',
    '▸ b running',
  ]);
  const failure = { reason: 'exit code 3', exitCode: 3, lastLines: [] };
  assert.deepEqual(progress.take(of(step('a', 'succeeded'), step('b', 'failed', { attempt: 2, failure }))), [
    '✗ b failed (attempt 2) in 12.0 s: exit code 3',
  ]);
});

test('the status is what runs, and the last metric before the last line', () => {
  const progress = new WatchProgress();
  assert.equal(progress.status, '');
  progress.take(of(step('a', 'succeeded'), step('b', 'running')));
  assert.match(progress.status, /^\[1\/2\] b [\d.]+/);
  const line = { sequence: 0, step: 'b', at: AT, stream: 'stdout' as const, text: 'epoch 3 of 10' };
  assert.deepEqual(progress.take({ event: 'line', data: line }), ['b | epoch 3 of 10']);
  assert.match(progress.status, / · epoch 3 of 10$/);
  progress.take({ event: 'metric', data: { key: 'loss', value: 0.123456789, step: 3 } });
  assert.match(progress.status, / · loss=0\.123457 \(step 3\)$/);
});
