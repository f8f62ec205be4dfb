import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Search, Trial } from '@slipway/contracts';
import { describeSearch, progressOf } from './search-text.ts';

const trial = (number: number, state: Trial['state'], metric: number | null): Trial => ({
  number,
  rung: 0,
  parameters: { depth: number + 1 },
  state,
  run: state === 'waiting' ? null : `run-${number}`,
  metric,
  reason: state === 'failed' ? 'train: exit code 1' : null,
});
const search: Search = {
  id: 'search-1',
  job: 'delays',
  jobRevision: 2,
  state: 'running',
  reason: null,
  author: 'ada',
  plan: {
    strategy: 'grid',
    parameters: { depth: { values: [1, 2, 3, 4] } },
    metric: { name: 'auc', goal: 'maximize' },
    parallel: 2,
  },
  seed: 42,
  register: true,
  counts: { waiting: 1, running: 0, succeeded: 2, failed: 1, cancelled: 0 },
  best: { number: 1, rung: 0, run: 'run-1', parameters: { depth: 2 }, metric: 0.75 },
  metricSource: 'trainer',
  finalRun: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  trials: [
    trial(0, 'succeeded', 0.5),
    trial(1, 'succeeded', 0.75),
    trial(2, 'failed', null),
    trial(3, 'waiting', null),
  ],
};

test('the table has the best trial first and says whose figure it is', () => {
  const text = describeSearch(search);
  const rows = text.split('\n').slice(4, 8);
  assert.deepEqual(
    rows.map((row) => row.split(/\s{2,}/).slice(0, 3)),
    [
      ['1 *', '2', '0.75'],
      ['0', '1', '0.5'],
      ['2', '3', '–'],
      ['3', '4', '–'],
    ],
  );
  assert.match(text, /failed: train: exit code 1/);
  assert.match(text, /\* best so far: auc 0\.75 with depth=2 \(run run-1\)/);
  assert.match(text, /auc is the trainer's own figure, not an evaluation by the platform/);
});

test('progress tells each change of a trial once', () => {
  const told = new Map<string, Trial['state']>();
  assert.deepEqual(progressOf(search, told), [
    'trial 0 | succeeded | auc 0.5 | depth=1',
    'trial 1 | succeeded | auc 0.75 | depth=2',
    'trial 2 | failed | train: exit code 1 | depth=3',
  ]);
  assert.deepEqual(progressOf(search, told), []);
});
