import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunStep } from '@slipway/contracts';
import { isolationText } from './isolation-text.ts';

const step = (name: string, isolation?: 'namespace' | 'none'): RunStep => ({
  name,
  kind: 'command',
  needs: [],
  state: 'succeeded',
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  output: null,
  failure: null,
  usage: { peakMemoryBytes: null, cpuSeconds: 0, ...(isolation ? { isolation } : {}) },
});

test('a run says which of its commands were isolated, and which were not', () => {
  assert.deepEqual(isolationText({ steps: [step('holdout')] }), []);
  assert.deepEqual(
    isolationText({ steps: [step('train', 'none'), step('report', 'namespace'), step('plot', 'namespace')] }),
    [
      'commands in namespaces of their own: report, plot',
      'NOT ISOLATED, could read the data directory: train',
    ],
  );
});
